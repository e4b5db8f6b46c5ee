"""Which instant of the past is asked for, and how an address names it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from challenge.kernel.clock import comes_twice, instant
from challenge.kernel.errors import Invalid


def asked_instant(typed: str, zone: str, now: datetime) -> datetime:
    """Return the instant of the past that a wall time of the hall means; an hour ago for nothing.

    With an offset from UTC it is that instant, so that both passes of the hour that comes twice can be named.

    Raises:
        Invalid("control.at"): no time at all.
        Invalid("control.ahead"): it has not come yet.
        Invalid("clock.wall"): a year that no zone can place.
    """
    if not typed:
        return now - timedelta(hours=1)
    try:
        wall = datetime.fromisoformat(typed)
        at = wall if wall.utcoffset() is not None else instant(wall.replace(tzinfo=None), zone)
        if at > now:
            raise Invalid("control.ahead", "at")
        # A year that only just exists may have no instant in UTC.
        return at.astimezone(now.tzinfo)
    except (ValueError, OverflowError):
        raise Invalid("control.at", "at") from None


def named_instant(at: datetime, zone: str) -> str:
    """Return how an address names an instant: the hall's wall time, with its offset in the hour that comes twice.

    Parts of a second are gone up to the next whole one: a step must not land before what it is to show.
    """
    whole = at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
    local = whole.astimezone(ZoneInfo(zone))
    return (local if comes_twice(local) else local.replace(tzinfo=None)).isoformat("T", "seconds")
