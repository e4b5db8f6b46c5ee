"""Why an instance cannot be solved: contradictions, counts and flows, each a proof that costs milliseconds.

Every relaxation found here is needed: the count or the flow (Hall's theorem) leaves no other way. None found does not
yet mean that a plan exists.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

import numpy as np

from challenge.teams.solver.board import SENIORS, Board
from challenge.teams.solver.eligibility import barriers
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import Constraint


def reasons_of(board: Board) -> list[Relaxation]:
    """List what must be loosened, contradictions of single students first, then counts, then flows.

    Rules: `owner+owner`, `owner+lock`, `owner+<barrier>`, `lock+lock`, `lock+<barrier>`, `lock+together`,
    `together+apart`, `no_problem` (students who may work on nothing), `seats`, `min_seats`, `seniors`,
    `department_cap`, `min_depts`, `required_skill`, `eligible_seats`.
    """
    single = [*_persons(board), *_units(board)]
    counted = [*_counts(board), *_departments(board), *_mixes(board), *_abilities(board)]
    return (single + counted) or list(_narrow(board))


def _ties_of(board: Board) -> dict[str, list[tuple[str, str]]]:
    """List for each present student the problems that demand it, as (kind, problem)."""
    present = {s.student_id for s in board.people}
    ties: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for problem in board.problems:
        if problem.owner_id in present:
            ties[problem.owner_id].append(("owner", problem.problem_id))
    for rule in board.instance.constraints:
        if rule.kind == "lock" and rule.a in present:
            ties[rule.a].append(("lock", rule.b))
    return ties


def _persons(board: Board) -> Iterator[Relaxation]:
    """Find students whose own locks and ownership contradict each other or a barrier."""
    people = {s.student_id: s for s in board.people}
    problems = {p.problem_id: p for p in board.problems}
    for student_id, tied in sorted(_ties_of(board).items()):
        for (kind, a), (other, b) in combinations(tied, 2):
            if a != b:
                yield Relaxation("+".join((kind, other)), 1, (student_id, a, b))
        for kind, problem_id in tied:
            closed = barriers(people[student_id], problems[problem_id])
            for rule in islice((rule for rule in closed if board.instance.price_of(rule) is None), 1):
                yield Relaxation(f"{kind}+{rule}", 1, (problem_id, student_id))


def _units(board: Board) -> Iterator[Relaxation]:
    """Find students who must be together and cannot, or who may work on nothing."""
    ties = _ties_of(board)
    known = {student_id for r in _persons(board) for student_id in r.objects}
    rules = [c for c in board.instance.constraints if c.kind == "together" and board.instance.price_of(c.kind) is None]
    for a, b in board.bound_by.apart:
        if a == b:
            members = tuple(board.people[m].student_id for m in board.units[a].members)
            yield Relaxation("together+apart", 1, members)
    for unit in np.flatnonzero(~board.allowed.any(axis=1)).tolist():
        members = tuple(board.people[m].student_id for m in board.units[unit].members)
        if known.intersection(members):
            continue
        yield _torn(members, rules, ties)


def _torn(members: tuple[str, ...], rules: Sequence[Constraint], ties: dict[str, list[tuple[str, str]]]) -> Relaxation:
    if len(members) == 1:
        return Relaxation("no_problem", 1, members)
    fixed = [(student, problem) for student in members for _, problem in ties.get(student, [])]
    for (a, p), (b, q) in combinations(fixed, 2):
        if p != q:
            return Relaxation("lock+together", 1, (a, b, p, q))
    joined = sum(rule.a in members and rule.b in members for rule in rules)
    return Relaxation("together+eligibility", min(1, joined), members)


def _counts(board: Board) -> Iterator[Relaxation]:
    people, limits = len(board.people), board.limits
    seats = sum(p.max_teams * p.max_size for p in limits)
    least = sum(p.min_teams * p.min_size for p in limits)
    needed = sum(p.min_teams * p.min_seniors for p in limits)
    seniors = int(board.counts[:, SENIORS].sum())
    for rule, amount in (("seats", people - seats), ("min_seats", least - people), ("seniors", needed - seniors)):
        if amount > 0:
            yield Relaxation(rule, amount)


def _departments(board: Board) -> Iterator[Relaxation]:
    room = sum(p.max_teams * min(p.dept_cap, p.max_size) for p in board.limits)
    capped = any(p.dept_cap < p.max_size for p in board.limits)
    for feature in board.dept_features:
        amount = int(board.counts[:, feature].sum()) - room
        if amount > 0 and capped:
            yield Relaxation("department_cap", amount, (board.features[feature],))


def _mixes(board: Board) -> Iterator[Relaxation]:
    """Find problems whose teams want more departments than their eligible students come from."""
    for place, limits in enumerate(board.limits):
        counts = board.counts[board.allowed[:, place]][:, list(board.dept_features)]
        amount = limits.min_depts - int(counts.any(axis=0).sum())
        if amount > 0 and limits.min_teams:
            yield Relaxation("min_depts", amount, (board.problems[place].problem_id,))


def _abilities(board: Board) -> Iterator[Relaxation]:
    """Find required abilities with fewer fitting holders than teams; students are matched one by one (Kuhn 1955)."""
    needing: dict[int, list[int]] = defaultdict(list)
    for place, limits in enumerate(board.limits):
        for ability in limits.required:
            needing[ability] += [place] * limits.min_teams
    for ability, places in sorted(needing.items()):
        holders = np.flatnonzero(board.counts[:, ability] > 0)
        fitting = {p: holders[board.allowed[holders, p]].tolist() for p in set(places)}
        lacking, reached = _unmatched(places, fitting)
        if lacking:
            names = tuple(sorted(board.problems[p].problem_id for p in reached))
            yield Relaxation("required_skill", lacking, (*names, board.features[ability]))


def _unmatched(places: Sequence[int], fitting: dict[int, list[int]]) -> tuple[int, set[int]]:
    """Return how many seats find no holder, and the places that compete for the holders they could use."""
    seat_of: dict[int, int] = {}
    lacking, competing = 0, set[int]()
    for seat in range(len(places)):
        seen: set[int] = set()
        if not _augment(seat, places, fitting, seat_of, seen):
            lacking += 1
            competing |= {places[seat], *(places[seat_of[holder]] for holder in seen)}
    return lacking, competing


def _augment(
    seat: int, places: Sequence[int], fitting: dict[int, list[int]], seat_of: dict[int, int], seen: set[int]
) -> bool:
    """Find a holder for a seat along an alternating path; breadth first, because paths may be long."""
    came: dict[int, int] = {}
    queue = [seat]
    for current in queue:
        for holder in fitting[places[current]]:
            if holder in seen:
                continue
            seen.add(holder)
            came[holder] = current
            if holder not in seat_of:
                _flip(holder, seat, came, seat_of)
                return True
            queue.append(seat_of[holder])
    return False


def _flip(holder: int, seat: int, came: dict[int, int], seat_of: dict[int, int]) -> None:
    held = {other: taken for taken, other in seat_of.items()}
    while True:
        current = came[holder]
        freed = held.get(current)
        seat_of[holder] = current
        if current == seat or freed is None:
            return
        holder = freed


def _narrow(board: Board) -> Iterator[Relaxation]:
    """Find groups of students who together may go to few problems only (site, language, exclusions)."""
    sizes = np.array([len(unit.members) for unit in board.units])
    seats = np.array([p.max_teams * p.max_size for p in board.limits])
    patterns = np.unique(board.allowed, axis=0) if len(sizes) else board.allowed
    for pattern in patterns:
        if pattern.all():
            continue
        within = ~(board.allowed & ~pattern).any(axis=1)
        amount = int(sizes[within].sum()) - int(seats[pattern].sum())
        if amount > 0:
            names = tuple(board.problems[p].problem_id for p in np.flatnonzero(pattern).tolist())
            yield Relaxation("eligible_seats", amount, names)
