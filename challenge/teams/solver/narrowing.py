"""The whole board at once over few places: an integer program finds what exchanges of a few persons do not.

Which places are worth the trouble, the relaxation says: those that cost least above its prices (reduced costs).
"""

from dataclasses import dataclass, replace

import numpy as np

from challenge.teams.solver.bench import BEST, NEVER
from challenge.teams.solver.board import Board
from challenge.teams.solver.columns import Flags
from challenge.teams.solver.figures import Ints, Longs
from challenge.teams.solver.repair_descent import Homes
from challenge.teams.solver.repair_program import Program, yard_of
from challenge.teams.solver.repair_whole import Setting, Watch, whole
from challenge.teams.solver.slate import Floats
from challenge.teams.solver.standing import Standing, Task

NODES = 30
"""Most nodes of the branch and bound: nearly all that is won is won at the first."""

SETTINGS: tuple[Setting, ...] = (
    ("mip_max_nodes", NODES),
    ("mip_rel_gap", 0.002),
    ("mip_allow_restart", False),
    ("mip_detect_symmetry", False),
)

WIDTHS = ((6.0, 4.0), (4.5, 2.0), (3.0, 1.3), (2.5, 1.2), (2.0, 1.0), (1.5, 1.0))
"""Places per unit that are tried, the more the better, and what the program then costs per square of the pairs of a
unit and a team, in proposals of the search (measured)."""


QUICK = 50_000_000
"""What the first of two programs may cost at most: what a long one has found when it is stopped may be nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Places that stay open, and what composing among them costs, in proposals of the search."""

    places: Flags
    price: int


def nearest_places(task: Task, standing: Standing, reduced: Floats, most: int) -> Choice | None:
    """Choose some of the cheapest places per unit, over all units together, and those of the best plan.

    Args:
        task: the puzzle.
        standing: its best plan, if there is one.
        reduced: what the objective would pay at least for each unit on each problem.
        most: what `compose_among` may cost, in proposals of the search.

    Returns:
        The widest choice within that cost; None when there is none.
    """
    team_of, order = standing.team_of, _order(reduced)
    for width, work in WIDTHS if team_of is not None else ():
        chosen: Flags = (order < width * len(reduced)) & task.board.allowed
        chosen[np.arange(len(chosen)), task.place_of[team_of]] = True
        price = int(work * int(np.count_nonzero(chosen[:, task.place_of])) ** 2)
        if price <= most:
            return Choice(chosen, price)
    return None


def widening(task: Task, standing: Standing, reduced: Floats, most: int) -> list[Choice]:
    """Choose places for one program that ends soon and, if the work allows it, for a wider one after it.

    Args: see `nearest_places`.
    """
    first = nearest_places(task, standing, reduced, min(most, QUICK))
    if first is None:
        return []
    wide = nearest_places(task, standing, reduced, most - first.price)
    return [first] if wide is None or wide.price <= first.price else [first, wide]


def _order(reduced: Floats) -> Longs:
    """Number the places from the cheapest on; of those that cost the same first one of each unit, then another."""
    units, places = reduced.shape
    turn: Longs = np.argsort(np.argsort(reduced, axis=1, kind="stable"), axis=1)
    order = np.zeros(reduced.size, dtype=np.int64)
    order[np.lexsort((turn.ravel(), np.round(reduced.ravel(), 3)))] = np.arange(reduced.size)
    return order.reshape(units, places)


def compose_among(task: Task, standing: Standing, chosen: Flags, settings: tuple[Setting, ...] = SETTINGS) -> float:
    """Look for a better plan that uses chosen places alone; each one found is taken at once.

    Args:
        task: the puzzle.
        standing: with a plan that uses chosen places.
        chosen: one row per unit, one column per problem.
        settings: of the branch and bound.

    Returns:
        What every plan costs at least that uses chosen places alone; bonds between units left aside.
    """

    def take(team_of: Longs) -> None:
        bench = task.bench(_filled_first(task.place_of, team_of), 0, task.penalty)
        if bench.totals[BEST] < NEVER:
            standing.take(bench)

    program = _program(replace(task.board, allowed=chosen), task.place_of.tolist())
    watch = Watch(take, task.effort.out_of_time)
    found = whole(program, program.allowed.copy(), standing.team_of, settings=settings, watch=watch)
    if found.team_of is not None:
        take(found.team_of)
    return found.bound


def _program(board: Board, place_of: list[int]) -> Program:
    """Write the program over all teams that may exist, in which nobody is anywhere yet."""
    spread = replace(
        board,
        allowed=board.allowed[:, place_of],
        cost=board.cost[:, place_of],
        limits=tuple(board.limits[place] for place in place_of),
        asked=tuple(board.asked[place] for place in place_of),
        unmatched_wanted=tuple(board.unmatched_wanted[place] for place in place_of),
    )
    nowhere = Homes(np.full(len(board.units), -1, dtype=np.int64), np.zeros(spread.allowed.shape, dtype=np.int16))
    return Program(yard_of(spread, nowhere, place_of), priced=True)


def _filled_first(place_of: Ints, team_of: Longs) -> Longs:
    """Number the teams of each problem anew, so that those that stay empty come last."""
    empty = np.bincount(team_of, minlength=len(place_of)) == 0
    slot_of = np.zeros(len(place_of), dtype=np.int64)
    slot_of[np.lexsort((empty, place_of))] = np.arange(len(place_of))
    return slot_of[team_of]
