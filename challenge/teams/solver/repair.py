"""Change an older plan as little as possible until it keeps every hard rule again.

Every team becomes a place of its own, and a student who leaves the old team pays far more than any wish; the search
then moves few students and, among equals, prefers a low objective. Some more moves may win back what that cost. Beside
the search an integer program looks for the same and proves how few moves are enough.
"""

from dataclasses import dataclass, replace

import numpy as np

from challenge.teams.solver.annealing import Aims
from challenge.teams.solver.bench import BEST, COST, NEVER
from challenge.teams.solver.board import Board
from challenge.teams.solver.figures import Longs, figures_of
from challenge.teams.solver.model import Effort, Plan
from challenge.teams.solver.pair import side_by_side
from challenge.teams.solver.repair_bound import least_moves, moves_of
from challenge.teams.solver.repair_descent import Homes, sweep
from challenge.teams.solver.repair_exact import Exact, is_within, price_of
from challenge.teams.solver.repair_program import yard_of
from challenge.teams.solver.repair_teams import homes_of, old_slots, seated_at_home, slots_kept, spread_of
from challenge.teams.solver.seats import aims_of, seat_rest
from challenge.teams.solver.standing import Standing, Task, search

MOVE_FACTOR = 20
"""How many times the dearest wish a move costs."""

TRIES = (2, 3, 4, 5, 6)
"""Seeds of the searches for fewer moves, as long as more move than the bound says.

Each begins at home again: where moves are dear, a search near a found seating hardly ever finds a shorter one.
"""

PRICES = (1.5, 1.0, 0.75, 0.5, 0.35)
"""What one of some more moves costs from try to try, in the dearest wish."""


@dataclass(frozen=True, slots=True)
class Repaired:
    """Teams with their problem and number, the team of each unit, the persons moved and how many must at least."""

    problem_of: list[int]
    team_no: list[int]
    team_of: list[int]
    moves: int
    moves_bound: int


@dataclass(frozen=True, slots=True)
class Ground:
    """A board with one column per team, where units come from, and the effort."""

    spread: Board
    homes: Homes
    seed: int
    effort: Effort

    def task(self, move: int, start: Longs | None = None) -> Task:
        """Return the puzzle in which each person away from home costs a move; teams that `start` closed may open."""
        cost = self.spread.cost + move * self.homes.away.astype(np.int32)
        priced = replace(self.spread, cost=cost)
        figures, teams = figures_of(priced), len(priced.limits)
        choice = priced.allowed.sum(axis=1).astype(np.int64)
        places = np.arange(teams, dtype=np.int32)
        must = [True] * teams if start is None else (np.bincount(start, minlength=teams) > 0).tolist()
        return Task(priced, figures, places, must, choice, self.seed, self.effort, lambda _: None)

    def away(self, team_of: Longs) -> int:
        """Count the persons away from home."""
        return int(self.homes.away[np.arange(len(team_of)), team_of].sum(dtype=np.int64))

    def aims(self, task: Task, team_of: Longs | None = None) -> Aims:
        """Let units aim at home and, given a seating, at the teams that somebody came to."""
        receivers = set() if team_of is None else set(team_of[team_of != self.homes.home].tolist())
        targets = [np.array(sorted(receivers | {home} - {-1}), dtype=np.int64) for home in self.homes.home.tolist()]
        return aims_of(targets, task.place_of, anywhere=0.5, ring=0.3)


def repair(board: Board, baseline: Plan, seed: int, effort: Effort, more_moves: int = 0) -> Repaired | None:
    """Return a valid seating close to the baseline; None when the search found none.

    Placements of students or problems that the instance no longer has are dropped; new students go where they fit.

    Args:
        board: the puzzle as it is now.
        baseline: the older plan.
        seed: the source of chance.
        effort: how much work to do.
        more_moves: how many persons beyond the fewest found may move for a better objective.
    """
    old = old_slots(board, baseline)
    slots = slots_kept(board, old)
    index = {slot: team for team, slot in enumerate(slots)}
    at_home = [[index.get(old.get(m, (-1, 0)), -1) for m in unit.members] for unit in board.units]
    spread = spread_of(board, slots)
    ground = Ground(spread, homes_of(at_home, len(slots)), seed, effort)
    here = {person.student_id for person in board.people}
    lost = sum(place.student_id in here for place in baseline.placements) - len(old)
    least = least_moves(board, old, lost)
    standing = Standing(0, 0)
    exact = Exact(yard_of(spread, ground.homes, [place for place, _ in slots]), effort)
    # Once the program has reached its bound, the search can find nothing that would be used.
    searching = replace(ground, effort=replace(effort, out_of_time=lambda: effort.out_of_time() or exact.is_least()))
    steps = [lambda: _fewest(searching, standing, seated_at_home(spread, at_home), least - lost)]
    if is_within(spread.allowed.size, effort):
        steps.append(lambda: exact.run(more_moves))
    side_by_side(steps, effort.out_of_time)
    team_of = _chosen(ground, standing.team_of, exact, more_moves)
    if team_of is None:
        return None
    if set(old.values()) <= index.keys():
        least = max(least, lost + exact.least)
    teams = team_of.tolist()
    moves = lost + moves_of(board, old, slots, teams)
    places, numbers = [place for place, _ in slots], [number for _, number in slots]
    return Repaired(places, numbers, teams, moves, least)


def _dearest(board: Board) -> int:
    return max(1, board.weights.unwished, *board.weights.rank_cost)


def _chosen(ground: Ground, found: Longs | None, exact: Exact, more_moves: int) -> Longs | None:
    """Choose between what the search and what the program found: fewer moves first, then the objective."""
    # When time ran out in between, the best seating is one with the fewest moves.
    fewest, best = exact.fewest if exact.fewest is not None else exact.best, exact.best
    if fewest is None or (found is not None and ground.away(found) < ground.away(fewest)):
        fewest, best = found, None
    if fewest is None:
        return None
    if best is not None and not ground.spread.bound_by.bonds:
        return best
    dear = MOVE_FACTOR * _dearest(ground.spread)
    better = _better(ground, _regain(ground, fewest, dear), more_moves)
    seatings = [better] if best is None else [better, best]
    return min(seatings, key=lambda team_of: price_of(exact.yard, team_of))


def _fewest(ground: Ground, standing: Standing, team_of: Longs, least: int) -> None:
    """Search for a valid seating with few persons away from home; fewer than `least` cannot be."""
    move = MOVE_FACTOR * _dearest(ground.spread)
    task, proposals = ground.task(move), ground.effort.proposals
    standing.constant = task.figures.constant
    team_of = seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)
    aims = ground.aims(task)
    bench = task.bench(team_of, 1, 10 * move)
    for coolness in (12.0, 6.0, 3.0):
        if bench.totals[BEST] >= NEVER:
            search(task, standing, bench, aims, max(1, proposals // 6), (move / coolness, move / 100))
    if standing.team_of is None:
        standing.take(bench)
    for seed in TRIES:
        if standing.team_of is None or ground.away(standing.team_of) <= least:
            break
        again = task.bench(team_of, seed, 10 * move)
        search(task, standing, again, aims, max(1, proposals // 10), (move / 8, move / 100))


def _better(ground: Ground, start: Longs, more_moves: int) -> Longs:
    """Spend moves: search with ever cheaper ones while the budget lasts, and finish each seating by single steps."""
    dearest, plain = _dearest(ground.spread), ground.task(0, start)
    start = _descend(ground, plain, start, ground.away(start))
    most = ground.away(start) + more_moves
    best = _descend(ground, plain, start, most)
    for price in PRICES if more_moves else ():
        found = _regain(ground, start, round(price * dearest))
        if ground.away(found) > most:
            break
        found = _descend(ground, plain, found, most)
        best = min(best, found, key=lambda team_of: _cost(plain, team_of))
    if not more_moves:
        return best
    last = _regain(ground, best, MOVE_FACTOR * dearest)
    return _descend(ground, plain, last, most)


def _regain(ground: Ground, start: Longs, move: int) -> Longs:
    """Improve the objective where each person away costs a move."""
    task = ground.task(move, start)
    standing = Standing(0, task.figures.constant)
    bench = task.bench(start, move, 1000 * move)
    warm = max(1.0, _dearest(ground.spread) / 5)
    search(task, standing, bench, ground.aims(task, start), max(1, ground.effort.proposals // 10), (warm, 1.0))
    standing.take(bench)
    return start if standing.team_of is None else standing.team_of


def _descend(ground: Ground, plain: Task, start: Longs, most: int) -> Longs:
    """Take single steps downhill with at most so many persons away."""
    bench, left = plain.bench(start, 0, 1000), most - ground.away(start)
    units, rules = plain.figures.units, plain.figures.rules
    while not ground.effort.out_of_time():
        more = sweep(units, rules, bench, ground.homes, left)
        if more > left:
            break
        left -= more
    return bench.team_of.astype(np.int64)


def _cost(plain: Task, team_of: Longs) -> int:
    return int(plain.bench(team_of, 0, 1000).totals[COST])
