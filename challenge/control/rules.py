"""When a team is silent, and what a table shows."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

SETTING = "control"
"""Name of the control room among an edition's settings."""
HOURS, HOURS_MOST = 4, 48


class Look(StrEnum):
    """What a table shows, the most urgent first."""

    HELP = "help"
    MISSING = "missing"
    SILENT = "silent"
    DONE = "done"
    NONE = "none"


def silent_hours(settings: Mapping[str, Any]) -> int:
    """Return after how many working hours without a sign a team is silent; four unless the desk set another."""
    return int(settings.get(SETTING, {}).get("silent_hours", HOURS))


def look(*, asks: bool, missed: int, is_silent: bool, received: int) -> Look:
    """Return what a team's table shows: the first of what is true, in the order of `Look`."""
    if asks:
        return Look.HELP
    if missed:
        return Look.MISSING
    if is_silent:
        return Look.SILENT
    return Look.DONE if received else Look.NONE


def silent_since(now: datetime, hours: int, spans: Sequence[tuple[datetime, datetime]], zone: str) -> datetime | None:
    """Return the instant before which so many working hours lie; None while fewer have passed.

    Args:
        now: the edition's instant.
        hours: working hours.
        spans: starts and ends of what the schedule asks people to be at. A day's work goes from its first start to its
            last end: nobody is silent for having slept.
        zone: IANA zone of the hall, for what a day is.
    """
    left = timedelta(hours=hours)
    for start, end in reversed(_days(spans, zone)):
        worked = min(now, end) - start
        if worked <= timedelta(0):
            continue
        if worked >= left:
            return min(now, end) - left
        left -= worked
    return None


def _days(spans: Sequence[tuple[datetime, datetime]], zone: str) -> list[tuple[datetime, datetime]]:
    found: dict[date, tuple[datetime, datetime]] = {}
    for start, end in spans:
        day = start.astimezone(ZoneInfo(zone)).date()
        # What runs overnight (a deadline of the whole week) is no reason to be awake.
        last = end if end.astimezone(ZoneInfo(zone)).date() == day else start
        known = found.get(day, (start, last))
        found[day] = (min(known[0], start), max(known[1], last))
    return [found[day] for day in sorted(found)]
