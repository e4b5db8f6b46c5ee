"""A table and a coach for one more team in a hall that is seated already: pure."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from challenge.teams.seats import ZONES, Coach, Place


@dataclass(frozen=True, slots=True)
class Taken:
    """A table that a team has, the team's code and its coach."""

    zone: str
    table_no: int
    code: str
    coach_id: int | None


def spare_place(taken: Sequence[Taken], language: str, coaches: Sequence[Coach]) -> Place:
    """Return the first free table of the emptiest zone in use whose code nobody has, and the coach with most room.

    A coach who speaks the team's language goes before one who does not; ties: the zone first in the alphabet, the coach
    named first.
    """
    filled = Counter(one.zone for one in taken)
    zone = min(filled, key=lambda name: (filled[name], name), default=ZONES[0])
    tables, codes = {one.table_no for one in taken if one.zone == zone}, {one.code for one in taken}
    numbers = (number for number in count(1) if number not in tables and f"{zone}{number:02d}" not in codes)
    load = Counter(one.coach_id for one in taken)
    coach = min(
        coaches, key=lambda one: (language not in one.languages, load[one.account_id] - one.capacity), default=None
    )
    return Place(zone, next(numbers), coach.account_id if coach else None)
