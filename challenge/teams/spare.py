"""A table and a coach for one more team in a hall that is seated already: pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from challenge.teams.seats import HALL, Coach, Place, Zone


@dataclass(frozen=True, slots=True)
class Taken:
    """A table that a team has, the team's code and its coach."""

    zone: str
    table_no: int
    code: str
    coach_id: int | None


def spare_place(taken: Sequence[Taken], language: str, coaches: Sequence[Coach], hall: Sequence[Zone] = HALL) -> Place:
    """Return the first free table of the zone with most of them, and the coach with most room.

    Zones for remote teams come last, a table beyond the hall only when it is full; a code that some team has is passed
    over. A coach who speaks the team's language goes before one who does not. Ties: the zone named first in the hall,
    the coach named first.
    """
    codes = {one.code for one in taken}
    free = {
        zone.code: [number for number in _tables(zone, taken) if f"{zone.code}{number:02d}" not in codes]
        for zone in hall
    }
    zone = max(hall, key=lambda one: (bool(free[one.code]), not one.is_remote, len(free[one.code])))
    beyond = (number for number in count(zone.tables + 1) if f"{zone.code}{number:02d}" not in codes)
    load = Counter(one.coach_id for one in taken)
    coach = min(
        coaches, key=lambda one: (language not in one.languages, load[one.account_id] - one.capacity), default=None
    )
    return Place(zone.code, next(iter(free[zone.code]), 0) or next(beyond), coach.account_id if coach else None)


def _tables(zone: Zone, taken: Sequence[Taken]) -> list[int]:
    """Return the tables of a zone that nobody has."""
    there = {one.table_no for one in taken if one.zone == zone.code}
    return [number for number in range(1, zone.tables + 1) if number not in there]
