"""Students who must move as one: joined by `together`, or locked to the same team of a problem."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from challenge.teams.solver.model import Constraint, Instance


@dataclass(frozen=True, slots=True)
class Unit:
    """Present students, as indices into the list of present students, ascending.

    `team_no` is the number that their team must carry; None when free.
    """

    members: tuple[int, ...]
    team_no: int | None = None


@dataclass(frozen=True, slots=True)
class Ties:
    """How present students are bound.

    `fixed` gives, per unit, the problems that locks and ownership demand (more than one is a contradiction).
    `apart` holds pairs of unit indices; a pair of the same unit is a contradiction. `bonds` holds pairs that a soft
    rule binds: two units, what it costs when they share a team, what when they do not.
    """

    units: tuple[Unit, ...]
    fixed: tuple[frozenset[int], ...]
    apart: tuple[tuple[int, int], ...]
    bonds: tuple[tuple[int, int, int, int], ...] = ()


def _root(parent: list[int], node: int) -> int:
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


def _groups(count: int, links: Iterable[tuple[int, int]]) -> list[tuple[int, ...]]:
    parent = list(range(count))
    for a, b in links:
        low, high = sorted((_root(parent, a), _root(parent, b)))
        parent[high] = low
    members: dict[int, list[int]] = defaultdict(list)
    for node in range(count):
        members[_root(parent, node)].append(node)
    return [tuple(group) for _, group in sorted(members.items())]


def _same_team(locks: list[tuple[int, int, int | None]]) -> dict[tuple[int, int], list[int]]:
    teams: dict[tuple[int, int], list[int]] = defaultdict(list)
    for person, problem, team_no in locks:
        if team_no is not None:
            teams[problem, team_no].append(person)
    return teams


def ties(instance: Instance) -> Ties:
    """Join the present students into units and collect what binds each unit.

    Constraints that name an absent student bind nobody. Two numbered locks on one problem put their students into one
    unit (same number) or apart (different numbers).
    """
    person_of = {s.student_id: i for i, s in enumerate(s for s in instance.students if s.present)}
    problem_of = {p.problem_id: j for j, p in enumerate(instance.problems)}
    rules = [c for c in instance.constraints if c.a in person_of]
    locks = [(person_of[c.a], problem_of[c.b], c.team_no) for c in rules if c.kind == "lock"]
    numbered = _same_team(locks)
    near, far = instance.price_of("together"), instance.price_of("apart")
    links = [*_pairs(rules, "together", person_of)] if near is None else []
    for people in numbered.values():
        links += [(people[0], other) for other in people[1:]]
    groups = _groups(len(person_of), links)
    unit_of = {person: u for u, group in enumerate(groups) for person in group}
    fixed: list[set[int]] = [set() for _ in groups]
    for person, problem, _ in locks:
        fixed[unit_of[person]].add(problem)
    for problem, owner in ((j, p.owner_id) for j, p in enumerate(instance.problems)):
        if owner in person_of:
            fixed[unit_of[person_of[owner]]].add(problem)
    parted = [(unit_of[a], unit_of[b]) for a, b in _pairs(rules, "apart", person_of)]
    apart = set(parted) if far is None else set()
    bonds = [(a, b, far, 0) for a, b in parted if far is not None]
    if near is not None:
        bonds += [(unit_of[a], unit_of[b], 0, near) for a, b in _pairs(rules, "together", person_of)]
    for (p, n), (q, m) in combinations(sorted(numbered), 2):
        if p == q and n != m:
            apart.add((unit_of[numbered[p, n][0]], unit_of[numbered[q, m][0]]))
    numbers = {unit_of[people[0]]: number for (_, number), people in numbered.items()}
    units = tuple(Unit(group, numbers.get(u)) for u, group in enumerate(groups))
    return Ties(units, tuple(frozenset(f) for f in fixed), tuple(sorted(apart)), tuple(bonds))


def _pairs(rules: list[Constraint], kind: str, person_of: dict[str, int]) -> list[tuple[int, int]]:
    return [(person_of[c.a], person_of[c.b]) for c in rules if c.kind == kind and c.b in person_of]
