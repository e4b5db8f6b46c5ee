"""Where teams sit and who coaches them: pure."""

from collections.abc import Sequence
from dataclasses import dataclass

ZONES = "ABCDEFGH"


@dataclass(frozen=True, slots=True)
class Group:
    """A composed team before it has a place: problem, number, members' refs, and the language it works in."""

    problem_id: str
    team_no: int
    members: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach: account, zone, languages, how many teams at most (a wish, not a wall)."""

    account_id: int
    zone: str
    languages: frozenset[str]
    capacity: int


@dataclass(frozen=True, slots=True)
class Place:
    """A team's place: zone, table number from 1, and the coach (None when there is none at all)."""

    zone: str
    table_no: int
    coach_id: int | None

    @property
    def code(self) -> str:
        """The name on the table: zone and two digits, A07."""
        return f"{self.zone}{self.table_no:02d}"


def seated(groups: Sequence[Group], coaches: Sequence[Coach]) -> list[Place]:
    """Return a place for each group, in the same order.

    Groups fill the zones evenly in the order given. A coach takes teams of their zone that share a language with them;
    then of any zone; capacity is exceeded evenly only when all are full. Ties: the coach with fewer teams, then the one
    named first.
    """
    per_zone = max(1, -(-len(groups) // len(ZONES)))
    load: dict[int, int] = {coach.account_id: 0 for coach in coaches}
    places = []
    for index, group in enumerate(groups):
        zone, table_no = ZONES[index // per_zone], index % per_zone + 1
        coach = _coach_for(group, zone, coaches, load)
        if coach is not None:
            load[coach.account_id] += 1
        places.append(Place(zone, table_no, coach.account_id if coach else None))
    return places


def _coach_for(group: Group, zone: str, coaches: Sequence[Coach], load: dict[int, int]) -> Coach | None:
    def unfit(coach: Coach) -> tuple[int, bool, bool, int]:
        taken = load[coach.account_id]
        full = max(0, taken + 1 - coach.capacity)
        return full, group.language not in coach.languages, coach.zone != zone, taken

    return min(coaches, key=unfit, default=None)
