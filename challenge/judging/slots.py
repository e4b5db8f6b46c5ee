"""The clock of a round's slots."""

from datetime import datetime, timedelta


def slot_time(opened_at: datetime | None, slot_min: int | None, slot: int) -> datetime | None:
    """Return when a slot begins, counted from the opening; None without a pace or before the opening."""
    if opened_at is None or slot_min is None:
        return None
    return opened_at + timedelta(minutes=slot_min * (slot - 1))


def slot_now(opened_at: datetime | None, slot_min: int | None, now: datetime) -> int:
    """Return the slot that has begun last, 1 at the earliest and where no clock runs."""
    if opened_at is None or slot_min is None:
        return 1
    return max(1, int((now - opened_at).total_seconds() // (60 * slot_min)) + 1)
