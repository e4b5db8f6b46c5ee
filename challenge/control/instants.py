"""Which instant of the past is asked for."""

from datetime import datetime, timedelta

from challenge.kernel.clock import instant
from challenge.kernel.errors import Invalid


def asked_instant(typed: str, zone: str, now: datetime) -> datetime:
    """Return the instant of the past that a wall time of the hall means; an hour ago for nothing.

    Raises:
        Invalid("control.at"): no time at all.
        Invalid("control.ahead"): it has not come yet.
        Invalid("clock.wall"): a year that no zone can place.
    """
    if not typed:
        return now - timedelta(hours=1)
    try:
        wall = datetime.fromisoformat(typed)
    except ValueError:
        raise Invalid("control.at", "at") from None
    at = instant(wall.replace(tzinfo=None), zone)
    if at > now:
        raise Invalid("control.ahead", "at")
    return at
