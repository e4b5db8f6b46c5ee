"""The hall, the teams that want a table in it, and which of their wishes a seating does not keep: pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of the hall.

    Fields:
        code: letters only, so that zone and table read as one word: A07.
        tables: how many, numbered from 1; consecutive numbers are neighbours.
        accessible: tables that somebody in a wheelchair reaches.
        is_remote: for teams with members who take part from afar (screens, sound).
    """

    code: str
    tables: int
    accessible: frozenset[int] = frozenset()
    is_remote: bool = False
    name: str = ""


ZONES = "ABCDEFGH"
HALL = tuple(Zone(code, 20) for code in ZONES)
"""The hall of an edition whose organisers have not described theirs."""


@dataclass(frozen=True, slots=True)
class Group:
    """A composed team as the hall sees it.

    Fields:
        problem_id, team_no, members: which team, by outside names.
        language: what it works in; "" for any.
        needs_access: a member asked for a table that can be reached; a yes or no, never why.
        is_remote: a member takes part from afar.
        organisation: whose problem it is; 0 for nobody's.
        rivals: conflict group of that organisation; "" for none. Two teams of one such group and of different
            organisations are rivals.
    """

    problem_id: str
    team_no: int
    members: tuple[str, ...]
    language: str
    needs_access: bool = False
    is_remote: bool = False
    organisation: int = 0
    rivals: str = ""

    def is_rival_of(self, other: "Group") -> bool:
        """True when the two work for organisations that must see nothing of each other."""
        return bool(self.rivals) and self.rivals == other.rivals and self.organisation != other.organisation


@dataclass(frozen=True, slots=True)
class Coach:
    """A coach: account, zone, languages (none is unknown), how many teams at most (a wish, not a wall; 0 unknown)."""

    account_id: int
    zone: str
    languages: frozenset[str]
    capacity: int

    def speaks(self, language: str) -> bool:
        """True when they can talk with a team of this language; what is unknown does not stand in the way."""
        return not language or not self.languages or language in self.languages


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


@dataclass(frozen=True, slots=True)
class Unmet:
    """A wish that a seating does not keep.

    Fields:
        kind: `table` (none of the hall's), `shared` (one table for several teams), `access`, `remote`, `onsite` (in the
            remote zone without need), `neighbours` and `same_zone` (rivals), `apart` (a coach's teams are not side by
            side), `language`, `full`, `rivals` (one coach for both), `no_coach`.
        teams: positions of the groups concerned, in order.
        coach_id: the coach concerned, None for none.
        free: tables that would help, by code; empty when there is none, which is the reason.
    """

    kind: str
    teams: tuple[int, ...]
    coach_id: int | None = None
    free: tuple[str, ...] = ()


def unmet(
    groups: Sequence[Group], places: Sequence[Place], coaches: Sequence[Coach], hall: Sequence[Zone]
) -> list[Unmet]:
    """Return which wishes a seating does not keep, the gravest first; empty when all are kept."""
    zones = {zone.code: zone for zone in hall}
    return [
        *_tables(groups, places, zones),
        *_rivals(groups, places),
        *_coaching(groups, places, coaches, zones),
    ]


def _tables(groups: Sequence[Group], places: Sequence[Place], zones: Mapping[str, Zone]) -> Iterator[Unmet]:
    """Yield teams without a table, or at one that is not for them."""
    taken = {(place.zone, place.table_no) for place in places}
    free = [
        (zone, number)
        for zone in zones.values()
        for number in range(1, zone.tables + 1)
        if (zone.code, number) not in taken
    ]
    reached = tuple(Place(zone.code, number, None).code for zone, number in free if number in zone.accessible)
    afar = tuple(Place(zone.code, number, None).code for zone, number in free if zone.is_remote)
    here = tuple(Place(zone.code, number, None).code for zone, number in free if not zone.is_remote)
    sharing: dict[tuple[str, int], list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        sharing[place.zone, place.table_no].append(index)
    yield from (Unmet("shared", tuple(teams), free=here) for teams in sharing.values() if len(teams) > 1)
    for index, (group, place) in enumerate(zip(groups, places, strict=True)):
        zone = zones.get(place.zone)
        if zone is None or place.table_no > zone.tables:
            yield Unmet("table", (index,), free=here)
        if group.needs_access and (zone is None or place.table_no not in zone.accessible):
            yield Unmet("access", (index,), free=reached)
        if group.is_remote and (zone is None or not zone.is_remote):
            yield Unmet("remote", (index,), free=afar)
        if not group.is_remote and zone is not None and zone.is_remote:
            yield Unmet("onsite", (index,), free=here)


def _rivals(groups: Sequence[Group], places: Sequence[Place]) -> Iterator[Unmet]:
    """Yield rivals side by side, and zones that hold rivals."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, (group, place) in enumerate(zip(groups, places, strict=True)):
        if group.rivals:
            same[group.rivals, place.zone].append(index)
    for members in same.values():
        pairs = [(one, two) for one, two in combinations(members, 2) if groups[one].is_rival_of(groups[two])]
        close = [(one, two) for one, two in pairs if abs(places[one].table_no - places[two].table_no) == 1]
        yield from (Unmet("neighbours", pair) for pair in close)
        if pairs and not close:
            yield Unmet("same_zone", tuple(sorted({one for pair in pairs for one in pair})))


def _coaching(
    groups: Sequence[Group], places: Sequence[Place], coaches: Sequence[Coach], zones: Mapping[str, Zone]
) -> Iterator[Unmet]:
    """Yield what coaches and their teams miss; nothing about teams without coach when there are no coaches."""
    known = {coach.account_id: coach for coach in coaches}
    own: dict[int, list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        if place.coach_id in known:
            own[place.coach_id or 0].append(index)
        elif coaches:
            yield Unmet("no_coach", (index,), place.coach_id)
    for coach_id, teams in sorted(own.items()):
        yield from _coached(known[coach_id], teams, groups)
        if not _is_together([places[index] for index in teams], zones):
            yield Unmet("apart", tuple(teams), coach_id)


def _coached(coach: Coach, teams: Sequence[int], groups: Sequence[Group]) -> Iterator[Unmet]:
    """Yield what is wrong between a coach and their teams, wherever these sit."""
    strange = tuple(index for index in teams if not coach.speaks(groups[index].language))
    pairs = [pair for pair in combinations(teams, 2) if groups[pair[0]].is_rival_of(groups[pair[1]])]
    if strange:
        yield Unmet("language", strange, coach.account_id)
    if coach.capacity and len(teams) > coach.capacity:
        yield Unmet("full", tuple(teams), coach.account_id)
    if pairs:
        yield Unmet("rivals", tuple(sorted({index for pair in pairs for index in pair})), coach.account_id)


def _is_together(places: Sequence[Place], zones: Mapping[str, Zone]) -> bool:
    """True when places are side by side in one zone; those in a remote zone are looked at apart from the others."""
    for remote in (True, False):
        side = [one for one in places if (one.zone in zones and zones[one.zone].is_remote) is remote]
        numbers = [one.table_no for one in side]
        if len({one.zone for one in side}) > 1 or (numbers and max(numbers) - min(numbers) + 1 > len(numbers)):
            return False
    return True
