"""When the hall's clocks are changed, and what a wall time means that is then missing or comes twice. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from challenge.kernel.clock import comes_twice, instant, offset_named, zone

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the hall's clocks: at the instant `at` they go from the wall time `before` to `after`."""

    at: datetime
    before: datetime
    after: datetime

    @property
    def is_missing(self) -> bool:
        """True when the time between is missing (spring); else it comes twice (autumn)."""
        return self.after > self.before


class Odd(StrEnum):
    """What is odd about a wall time on the day of a change."""

    MISSING = "missing"
    FIRST = "first"
    SECOND = "second"


def change_on(day: date, zone_name: str) -> Change | None:
    """Return the change of clocks on a day of the hall, from its midnight to the next; None for none."""
    hall = zone(zone_name)
    midnight = datetime.combine(day, time())
    # A minute before: where clocks are changed at midnight itself, the day begins after it.
    first, last = instant(midnight, zone_name) - _MINUTE, instant(midnight + timedelta(days=1), zone_name)
    offset = first.astimezone(hall).utcoffset()
    if last.astimezone(hall).utcoffset() == offset:
        return None
    low, high = 0, round((last - first) / _MINUTE)
    while high - low > 1:
        middle = (low + high) // 2
        is_before = (first + middle * _MINUTE).astimezone(hall).utcoffset() == offset
        low, high = (middle, high) if is_before else (low, middle)
    at = first + high * _MINUTE
    before = (at - _MINUTE).astimezone(hall).replace(tzinfo=None) + _MINUTE
    return Change(at, before, at.astimezone(hall).replace(tzinfo=None))


def meant(wall: datetime, zone_name: str) -> datetime:
    """Return the UTC instant of a wall time, where it comes twice of the pass that its `fold` names (0 or 1).

    Elsewhere as `kernel.clock.instant`, with its errors.
    """
    first = instant(wall, zone_name)
    local = wall.replace(tzinfo=zone(zone_name), fold=1)
    return local.astimezone(UTC) if wall.fold and comes_twice(local) else first


def both_passes(wall: datetime, zone_name: str) -> list[tuple[Odd, datetime, str]]:
    """Return both passes of a wall time that comes twice, with the instant and the offset of each; none for others.

    Raises:
        Invalid("clock.wall"): a year that no zone can place.
    """
    ats = [meant(wall.replace(fold=fold), zone_name) for fold in (0, 1)]
    if ats[0] == ats[1]:
        return []
    hall = zone(zone_name)
    return [(one, at, offset_named(at.astimezone(hall))) for one, at in zip((Odd.FIRST, Odd.SECOND), ats, strict=True)]


def odd(wall: datetime, at: datetime, zone_name: str) -> Odd | None:
    """Return what is odd about a wall time that was resolved to an instant; None for nothing."""
    local = at.astimezone(zone(zone_name))
    if local.replace(tzinfo=None, fold=0) != wall:
        return Odd.MISSING
    if not comes_twice(local):
        return None
    return Odd.SECOND if local.fold else Odd.FIRST


def odd_times(
    walls: Mapping[str, datetime | None], ats: Mapping[str, datetime | None], zone_name: str
) -> list[tuple[Odd, datetime, datetime]]:
    """Return the odd ones among a milestone's times: what, its wall time and the instant it means; each time once.

    Args:
        walls: wall times by name; None where it has none.
        ats: the instants, by the same names.
        zone_name: of the hall.
    """
    found: dict[tuple[Odd, datetime, datetime], None] = {}
    for name, wall in walls.items():
        at = ats[name]
        what = odd(wall, at, zone_name) if wall is not None and at is not None else None
        if what is not None and wall is not None and at is not None:
            found[what, wall, at] = None
    return list(found)
