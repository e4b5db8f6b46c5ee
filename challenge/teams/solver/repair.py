"""Change an older plan as little as possible until it keeps every hard rule again.

Every team becomes a place of its own, and a student who leaves the old team pays far more than any wish; the search
then moves few students and, among equals, prefers a low objective.
"""

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from challenge.teams.solver.bench import BEST, NEVER
from challenge.teams.solver.board import Board
from challenge.teams.solver.figures import Longs, figures_of
from challenge.teams.solver.model import Effort, Plan
from challenge.teams.solver.seats import aims_of, seat_rest
from challenge.teams.solver.standing import Standing, Task, search

MOVE_FACTOR = 20
"""How many times the dearest wish a move costs."""

Slot = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Repaired:
    """Teams with their problem and number, and the team of each unit."""

    problem_of: list[int]
    team_no: list[int]
    team_of: list[int]


def repair(board: Board, baseline: Plan, seed: int, effort: Effort) -> Repaired | None:
    """Return a valid seating close to the baseline; None when the search found none.

    Placements of students or problems that the instance no longer has are dropped; new students go where they fit.
    """
    old = _old_slots(board, baseline)
    slots = _slots(board, old)
    index = {slot: team for team, slot in enumerate(slots)}
    homes = [[index.get(old.get(m, (-1, 0)), -1) for m in unit.members] for unit in board.units]
    move = MOVE_FACTOR * max(1, board.weights.unwished, *board.weights.rank_cost)
    spread = _spread(board, slots, homes, move)
    task = _task(spread, seed, effort)
    team_of = _at_home(spread, homes)
    team_of = seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)
    targets = [np.array(sorted({home for home in unit if home >= 0}), dtype=np.int64) for unit in homes]
    aims = aims_of(targets, task.place_of, anywhere=0.5, ring=0.3)
    standing = Standing(0, task.figures.constant)
    bench = task.bench(team_of, 1, 10 * move)
    for coolness in (12.0, 6.0, 3.0):
        if bench.totals[BEST] >= NEVER:
            search(task, standing, bench, aims, max(1, effort.proposals // 6), (move / coolness, move / 100))
    if standing.team_of is None:
        standing.take(bench)
    if standing.team_of is None:
        return None
    again = task.bench(standing.team_of, 2, 10 * move)
    search(task, standing, again, aims, max(1, effort.proposals // 2), (move / 10, move / 100))
    return Repaired([place for place, _ in slots], [number for _, number in slots], standing.team_of.tolist())


def _task(spread: Board, seed: int, effort: Effort) -> Task:
    figures, teams = figures_of(spread), len(spread.limits)
    choice = spread.allowed.sum(axis=1).astype(np.int64)
    return Task(spread, figures, np.arange(teams, dtype=np.int32), [True] * teams, choice, seed, effort, lambda _: None)


def _old_slots(board: Board, baseline: Plan) -> dict[int, Slot]:
    person_of = {s.student_id: k for k, s in enumerate(board.people)}
    place_of = {p.problem_id: k for k, p in enumerate(board.problems)}
    return {
        person_of[p.student_id]: (place_of[p.problem_id], p.team_no)
        for p in baseline.placements
        if p.student_id in person_of and p.problem_id in place_of
    }


def _slots(board: Board, old: dict[int, Slot]) -> list[Slot]:
    """Keep old teams, the biggest first, then open as many as rules and seats ask for; close what cannot be filled."""
    size = Counter(old.values())
    numbered = _numbered(board)
    kept: list[Slot] = []
    for place, limits in enumerate(board.limits):
        known = sorted((s for s in size if s[0] == place), key=lambda s: (s not in numbered, -size[s], s[1]))
        known = [s for s in numbered if s[0] == place and s not in known] + known
        known = known[: limits.max_teams]
        while len(known) < limits.min_teams:
            known.append(_fresh(place, known))
        kept += known
    _close(board, kept, size, numbered)
    _open(board, kept)
    return sorted(kept)


def _numbered(board: Board) -> list[Slot]:
    pairs = zip(board.units, board.bound_by.fixed, strict=True)
    return sorted({(min(fixed), unit.team_no) for unit, fixed in pairs if unit.team_no is not None and fixed})


def _fresh(place: int, slots: list[Slot]) -> Slot:
    number = 1
    while (place, number) in slots:
        number += 1
    return place, number


def _close(board: Board, slots: list[Slot], size: "Counter[Slot]", numbered: list[Slot]) -> None:
    """Close the smallest spare teams while the teams need more students than there are."""
    least = sum(max(1, board.limits[place].min_size) for place, _ in slots)
    teams = Counter(place for place, _ in slots)
    for slot in sorted(slots, key=lambda s: (size[s], s)):
        if least <= len(board.people):
            return
        if teams[slot[0]] > board.limits[slot[0]].min_teams and slot not in numbered:
            slots.remove(slot)
            teams[slot[0]] -= 1
            least -= max(1, board.limits[slot[0]].min_size)


def _open(board: Board, slots: list[Slot]) -> None:
    """Open spare teams while there are more students than seats."""
    seats = sum(board.limits[place].max_size for place, _ in slots)
    teams = Counter(place for place, _ in slots)
    spare = [p for p, limits in enumerate(board.limits) for _ in range(limits.max_teams - teams[p])]
    for place in sorted(spare, key=lambda p: -board.limits[p].max_size):
        if seats >= len(board.people):
            return
        slots.append(_fresh(place, slots))
        seats += board.limits[place].max_size


def _spread(board: Board, slots: list[Slot], homes: list[list[int]], move: int) -> Board:
    """Make a board with one column per team, where leaving home costs a move per member."""
    places = [place for place, _ in slots]
    numbers = np.array([number for _, number in slots])
    allowed, cost = board.allowed[:, places], board.cost[:, places].copy()
    for unit, (tied, at_home) in enumerate(zip(board.units, homes, strict=True)):
        known = [home for home in at_home if home >= 0]
        cost[unit] += move * len(known)
        for home in known:
            cost[unit, home] -= move
        if tied.team_no is not None:
            allowed[unit] &= numbers == tied.team_no
    return replace(
        board,
        allowed=allowed,
        cost=cost,
        limits=tuple(board.limits[place] for place in places),
        asked=tuple(board.asked[place] for place in places),
        unmatched_wanted=tuple(board.unmatched_wanted[place] for place in places),
    )


def _at_home(spread: Board, homes: list[list[int]]) -> Longs:
    """Seat units at home where they may, except one of two that must not meet there."""
    team_of: Longs = np.full(len(homes), -1, dtype=np.int64)
    for unit, at_home in enumerate(homes):
        known = Counter(home for home in at_home if home >= 0 and spread.allowed[unit, home])
        avoided = {int(team_of[other]) for other in spread.apart[unit] if other < unit}
        if known and known.most_common(1)[0][0] not in avoided:
            team_of[unit] = known.most_common(1)[0][0]
    return team_of
