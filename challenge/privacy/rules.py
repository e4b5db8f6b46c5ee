"""Pure decisions on personal data: when it is due, and what stands in its place."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from challenge.kernel.errors import Invalid

SETTING = "privacy"
NOBODY = "N. N."
"""What somebody is called of whom nothing is known: nomen nescio, the same in both languages."""

AGAIN = timedelta(days=30)
HOLD_MOST_DAYS = 3650


def due_at(end: datetime, keep_days: int, held_until: date | None) -> datetime:
    """Return when data is blanked that is kept so many days after the edition's end, never before a hold is over."""
    due = end + timedelta(days=keep_days)
    if held_until is None:
        return due
    return max(due, datetime(held_until.year, held_until.month, held_until.day, tzinfo=end.tzinfo))


def is_due(due: datetime, swept_at: datetime | None, now: datetime) -> bool:
    """Say whether data is to be blanked: its time is over, and nobody looked within a month for what came later."""
    return due <= now and (swept_at is None or swept_at + AGAIN <= now)


def held_until(settings: Mapping[str, Any]) -> date | None:
    """Return until when an edition's organisers keep everything; None when nothing is held."""
    said = settings.get(SETTING, {}).get("held_until")
    return date.fromisoformat(said) if said else None


def checked_hold(until: date | None, today: date) -> date | None:
    """Return a hold that may be set; None takes it away.

    Raises:
        Invalid("privacy.hold", "until"): in the past, or more than ten years away.
    """
    if until is not None and not today <= until <= today + timedelta(days=HOLD_MOST_DAYS):
        raise Invalid("privacy.hold", "until")
    return until


def pseudonym(number: int) -> str:
    """Return what stands in the place of somebody's reference: unique within an edition, telling nothing."""
    return f"x{number}"
