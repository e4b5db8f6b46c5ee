"""Why an instance cannot be solved: contradictions, counts and flows, each a proof that costs milliseconds.

Every relaxation found here is needed: the count or the flow (Hall's theorem) leaves no other way. None found does not
yet mean that a plan exists.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import SENIORS, Board
from challenge.teams.solver.eligibility import BARRIERS, Flags, barriers
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import Constraint

Longs = NDArray[np.int64]


def reasons_of(board: Board) -> list[Relaxation]:
    """List what must be loosened, contradictions of single students first, then counts, then flows.

    Several causes are named side by side, each with its own amount: what resolves a contradiction is not counted as
    missing again, and too few seats for some are told only where there are enough for all.

    Rules: `owner+owner`, `owner+lock`, `owner+<barrier>`, `lock+lock`, `lock+<barrier>`, `lock+together`,
    `together+apart`, `no_problem` (students who may work on nothing), `seats`, `min_seats`, `seniors`,
    `department_cap`, `min_depts`, `required_skill`, `eligible_seats`.
    """
    single = [*_persons(board), *_units(board)]
    hopeful = _hopeful(board, single)
    counts = list(_counts(board))
    narrow = [] if any(one.rule == "seats" for one in counts) else _narrow(board, hopeful)
    return [*single, *counts, *_departments(board), *_mixes(board, hopeful), *_abilities(board, hopeful), *narrow]


def _hopeful(board: Board, single: Sequence[Relaxation]) -> Flags:
    """Return who may go where once the contradictions are resolved, in the way that opens most.

    Students who may go nowhere may go anywhere, and a problem that bars its own owner bars nobody.
    """
    hopeful: Flags = np.where(board.allowed.any(axis=1, keepdims=True), board.allowed, np.True_)
    barring = {one.objects[0] for one in single if one.rule.partition("+")[2] in BARRIERS}
    hopeful[:, [place for place, problem in enumerate(board.problems) if problem.problem_id in barring]] = True
    return hopeful


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


def _mixes(board: Board, hopeful: Flags) -> Iterator[Relaxation]:
    """Find problems whose teams want more departments than their eligible students come from."""
    per_dept = board.counts[:, list(board.dept_features)] > 0
    for place, limits in enumerate(board.limits):
        eligible = hopeful[:, place]
        if limits.min_depts <= 1 and eligible.any():
            continue
        counts = per_dept[eligible]
        amount = limits.min_depts - int(counts.any(axis=0).sum())
        if amount > 0 and limits.min_teams:
            yield Relaxation("min_depts", amount, (board.problems[place].problem_id,))


def _abilities(board: Board, hopeful: Flags) -> Iterator[Relaxation]:
    """Find required abilities with fewer fitting holders than teams; students are matched one by one (Kuhn 1955)."""
    needing: dict[int, list[int]] = defaultdict(list)
    for place, limits in enumerate(board.limits):
        for ability in limits.required:
            needing[ability] += [place] * limits.min_teams
    for ability, places in sorted(needing.items()):
        holders = np.flatnonzero(board.counts[:, ability] > 0)
        fitting = {p: holders[hopeful[holders, p]].tolist() for p in set(places)}
        unfilled = list(Matching(places, fitting).unfilled())
        if unfilled:
            # Too few holders altogether concern every problem that wants one; those that go without come first.
            counted = len(places) - len(holders) == len(unfilled)
            competing = set[int]().union(*unfilled)
            others = set(places) - competing if counted else set[int]()
            names = (board.problems[p].problem_id for p in (*sorted(competing), *sorted(others)))
            yield Relaxation("required_skill", len(unfilled), (*names, board.features[ability]))


@dataclass(slots=True)
class Matching:
    """Seats and who sits in them, both ways: seats are numbers, `places` their problems, `fitting` who may come."""

    places: Sequence[int]
    fitting: Mapping[int, Sequence[int]]
    seat_of: dict[int, int] = field(default_factory=dict)
    holder_of: dict[int, int] = field(default_factory=dict)

    def unfilled(self) -> Iterator[set[int]]:
        """Fill as many seats as can be; yield for each other seat the problems that compete for its holders."""
        free = {place: iter(holders) for place, holders in self.fitting.items()}
        for seat, place in enumerate(self.places):
            # Mostly somebody is free: each problem's list is walked once for all its seats.
            holder = next((one for one in free[place] if one not in self.seat_of), None)
            if holder is not None:
                self._seat(holder, seat)
            elif competing := self._augment(seat):
                yield competing

    def _seat(self, holder: int, seat: int) -> None:
        self.seat_of[holder], self.holder_of[seat] = seat, holder

    def _augment(self, seat: int) -> set[int]:
        """Find a holder along an alternating path, breadth first because paths may be long.

        Returns the problems that compete for the holders in question; nothing when one was found.
        """
        came: dict[int, int] = {}
        queue, asked = [seat], set[int]()
        for current in queue:
            place = self.places[current]
            if place in asked:
                continue
            asked.add(place)
            for holder in self.fitting[place]:
                if holder in came:
                    continue
                came[holder] = current
                if holder not in self.seat_of:
                    self._flip(holder, seat, came)
                    return set()
                queue.append(self.seat_of[holder])
        return asked

    def _flip(self, holder: int, seat: int, came: Mapping[int, int]) -> None:
        """Let each seat of the path take the holder it came to, back to the seat that had none."""
        while True:
            current = came[holder]
            freed = self.holder_of.get(current)
            self._seat(holder, current)
            if current == seat or freed is None:
                return
            holder = freed


def _narrow(board: Board, hopeful: Flags) -> Iterator[Relaxation]:
    """Find groups of students who together may go to few problems only (site, language, exclusions).

    Of groups within each other the inner one is told first, the outer one with what it lacks beyond.
    """
    kinds, persons = _kinds(board, hopeful)
    words = _words(kinds)
    seats = np.array([p.max_teams * p.max_size for p in board.limits])
    room = kinds @ seats
    told: list[tuple[Longs, int]] = []
    for kind in np.argsort(room, kind="stable").tolist():
        if room[kind] >= len(board.people):
            break
        closed = ~words[kind]
        amount = int(persons[~(words & closed).any(axis=1)].sum()) - int(room[kind])
        amount -= sum(inner for own, inner in told if not (own & closed).any())
        if amount > 0:
            told.append((words[kind], amount))
            names = tuple(board.problems[p].problem_id for p in np.flatnonzero(kinds[kind]).tolist())
            yield Relaxation("eligible_seats", amount, names)


def _kinds(board: Board, hopeful: Flags) -> tuple[Flags, Longs]:
    """Return the different sets of open problems, one per row, and how many persons have each."""
    rows: dict[bytes, int] = {}
    kind_of = [rows.setdefault(row.tobytes(), len(rows)) for row in np.packbits(hopeful, axis=1)]
    _, first = np.unique(np.array(kind_of, dtype=np.int64), return_index=True)
    sizes = [len(unit.members) for unit in board.units]
    return hopeful[first], np.bincount(kind_of, weights=sizes, minlength=len(rows)).astype(np.int64)


def _words(kinds: Flags) -> Longs:
    """Pack each row into words of 64 bits; thousands of kinds are compared with each other."""
    bits = np.packbits(np.pad(kinds, ((0, 0), (0, -kinds.shape[1] % 64))), axis=1)
    return bits.view(np.int64)
