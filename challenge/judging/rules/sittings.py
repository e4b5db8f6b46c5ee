"""Which team comes before which room: no conflict where that can be, even rooms, and rooms that can be compared."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from challenge.judging.rules.allocation import Past, Seat, Stand, allocate

Pair = tuple[str, str]
LINKS = 2
"""Teams of each room that come before a second one, so that marks of different rooms can be compared."""


@dataclass(frozen=True, slots=True, order=True)
class Bench:
    """The jurors who sit in a room and are here; `capacity` is how many sittings it can hold.

    `jurors` are codes, at least one.
    """

    code: str
    jurors: tuple[str, ...]
    capacity: int


@dataclass(frozen=True, slots=True)
class Sat:
    """Sittings that are planned.

    Attributes:
        pairs: (room, team), in their order.
        links: those of them that are there so that rooms can be compared.
        missing: sittings for which capacities left no room, those that would compare rooms included.
    """

    pairs: tuple[Pair, ...]
    links: tuple[Pair, ...] = ()
    missing: int = 0


def sittings_for(visits: int, benches: Collection[Bench]) -> int:
    """Return how many sittings bring a team at least so many visits, as the smallest room counts; 1 without a room."""
    return max(1, -(-visits // max(1, min((len(one.jurors) for one in benches), default=visits))))


def barred_jurors(bench: Bench, team: str, barred: Collection[Pair]) -> tuple[str, ...]:
    """Return who must leave the room while a team is in it."""
    return tuple(juror for juror in bench.jurors if (juror, team) in barred)


def plan_sittings(
    teams: Collection[Stand],
    benches: Collection[Bench],
    barred: Collection[Pair],
    wanted: Mapping[str, int],
    kept: Collection[Pair] = (),
) -> Sat:
    """Plan sittings: each team before so many rooms; the same arguments, in any order, give the same plan.

    A room is closed to a team that one of its jurors must not meet. Only a team that finds too few rooms open comes
    before those with the fewest such jurors, who leave it; never before one in which nobody would be left. No team
    comes before a room twice, no room holds more than its capacity. With a sitting each the rooms would share no team:
    then two teams of each room, spread over fields, come before the next two rooms as well.

    Args:
        teams: each code once.
        benches: rooms with somebody in them, each code once.
        barred: pairs (juror, team) that must not meet.
        wanted: by team, sittings to plan; teams without are left out.
        kept: pairs (room, team) of sittings that are there; they are not planned again, and compare rooms too.
    """
    seats = sorted(benches)
    if not seats:
        return Sat((), (), sum(wanted.values()))
    stands = [one for one in sorted(teams) if wanted.get(one.code)]
    found = _by_conflicts(stands, seats, barred, wanted, kept)
    links = _links(sorted(teams), seats, barred, [*kept, *found])
    asked = links.missing + sum(wanted[one.code] for one in stands) - len(found)
    return Sat((*found, *links.pairs), links.pairs, asked)


def more_sittings(
    teams: Collection[Stand],
    benches: Collection[Bench],
    barred: Collection[Pair],
    budget: int,
    past: Past,
) -> list[Pair]:
    """Return at most so many further sittings (room, team): teams that nobody saw, then where doubt is largest.

    Args:
        teams: each code once.
        benches: rooms with somebody in them.
        barred: pairs (juror, team) that must not meet; such a room is closed to the team.
        budget: 0 or more.
        past: `seen` holds pairs (room, team).
    """
    seats = sorted(benches)
    closed = {(one.code, team.code) for one in seats for team in teams if barred_jurors(one, team.code, barred)}
    return allocate(teams, [Seat(one.code, "", one.capacity) for one in seats], closed, budget, past)


def _by_conflicts(
    stands: Sequence[Stand],
    benches: Sequence[Bench],
    barred: Collection[Pair],
    wanted: Mapping[str, int],
    kept: Collection[Pair],
) -> list[Pair]:
    """Plan first before rooms without a conflict, then what is missing before those with one, and so on."""
    leaving = {(one.code, team.code): len(barred_jurors(one, team.code, barred)) for one in benches for team in stands}
    size = {one.code: len(one.jurors) for one in benches}
    found: list[Pair] = []
    for conflicts in range(max(size.values())):
        got, used = Counter(team for _, team in found), Counter(room for room, _ in found)
        missing = {one.code: wanted[one.code] - got[one.code] for one in stands}
        seats = [Seat(one.code, "", max(0, one.capacity - used[one.code])) for one in benches]
        closed = {pair for pair, count in leaving.items() if count > conflicts or count >= size[pair[0]]}
        budget = sum(missing.values())
        if not budget:
            break
        is_fresh = not kept and not found and len(set(missing.values())) == 1
        past = None if is_fresh else Past({*kept, *found}, {code: float(count) for code, count in missing.items()})
        found += _at_most(allocate(stands, seats, closed, budget, past), missing)
    return found


def _at_most(pairs: Sequence[Pair], missing: Mapping[str, int]) -> list[Pair]:
    """Return the pairs without those that a team does not ask for: what one team cannot have is not another's."""
    got: Counter[str] = Counter()
    found = []
    for room, team in pairs:
        if got[team] < missing[team]:
            got[team] += 1
            found.append((room, team))
    return found


def _links(stands: Sequence[Stand], benches: Sequence[Bench], barred: Collection[Pair], pairs: Sequence[Pair]) -> Sat:
    """Send two teams of each room to the next two rooms, unless all rooms share teams already.

    One team that falls out then parts nobody: every room has two teams from elsewhere and two elsewhere.
    """
    rooms = [one for one in benches if any(room == one.code for room, _ in pairs)]
    if len(groups_of_rooms(pairs)) < 2 or len(rooms) < 2:
        return Sat(())
    book = _Links(stands, barred, pairs)
    missing = 0
    for step in range(LINKS):
        for at, one in enumerate(rooms):
            others = [*rooms[at + 1 :], *rooms[:at]]
            missing += not book.link(one, others[step % len(others)])
    return Sat(tuple(book.found), (), missing)


def groups_of_rooms(pairs: Collection[Pair]) -> list[set[str]]:
    """Return the rooms in groups that shared teams join, each by itself where none is shared."""
    by_team: defaultdict[str, set[str]] = defaultdict(set)
    for room, team in pairs:
        by_team[team].add(room)
    groups: list[set[str]] = []
    for rooms in by_team.values():
        joined = [group for group in groups if group & rooms]
        groups = [group for group in groups if not group & rooms] + [set(rooms).union(*joined)]
    return groups


class _Links:
    """Teams that come before a second room, chosen one by one."""

    def __init__(self, stands: Sequence[Stand], barred: Collection[Pair], pairs: Sequence[Pair]) -> None:
        self.found: list[Pair] = []
        self._stands, self._barred = stands, barred
        self._used = Counter(room for room, _ in pairs)
        self._before: defaultdict[str, set[str]] = defaultdict(set)
        for room, team in pairs:
            self._before[team].add(room)
        self._shared = Counter(two for rooms in self._before.values() for two in permutations(sorted(rooms), 2))
        self._fields: Counter[str] = Counter()

    def link(self, here: Bench, there: Bench) -> bool:
        """Send one more team of a room to another; True also where they shared two, or `here` has no team to spare."""
        spare = [one for one in self._stands if self._before[one.code] == {here.code}]
        if self._shared[here.code, there.code] >= LINKS or not spare:
            return True
        open_to = [one for one in spare if not barred_jurors(there, one.code, self._barred)]
        if not open_to or self._used[there.code] >= there.capacity:
            return False
        chosen = min(open_to, key=lambda one: (self._fields[one.domain], one.code))
        self._fields[chosen.domain] += 1
        self._before[chosen.code].add(there.code)
        self._used[there.code] += 1
        self.found.append((there.code, chosen.code))
        return True
