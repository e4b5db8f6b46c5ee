"""Whole persons: branch and bound over the promising columns of the program about who leaves home."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from challenge.teams.solver.figures import Longs
from challenge.teams.solver.repair_columns import add
from challenge.teams.solver.repair_program import Pairs, Program, quiet
from challenge.teams.solver.repair_rows import INFINITE

NODES = 400
"""Most nodes of the branch and bound; on boards of 1,700 students it hardly ever branches."""

Setting = tuple[str, float]
"""An option of the branch and bound and its value."""

SETTINGS: tuple[Setting, ...] = (
    # Objectives are whole numbers: what is less than one apart is equal.
    *(("mip_rel_gap", 0.0), ("mip_abs_gap", 0.99), ("mip_max_nodes", NODES)),
    # Measured: without them the same seatings in half the time.
    *(("mip_allow_restart", False), ("mip_detect_symmetry", False)),
    # Nobody waits for so long: it only ends what was left behind.
    ("time_limit", 60.0),
)


@dataclass(frozen=True, slots=True)
class Whole:
    """A seating (None when there is none among the columns), and what every seating costs at least."""

    team_of: Longs | None
    bound: float


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told each better seating as it is found, and asked whether to end with it."""

    take: Callable[[Longs], None]
    is_late: Callable[[], bool]


def whole(
    program: Program,
    chosen: Pairs,
    start: Longs | None,
    *,
    settings: tuple[Setting, ...] = SETTINGS,
    watch: Watch | None = None,
) -> Whole:
    """Find the best seating among some columns of a solved program.

    Args:
        program: solved, so that its reduced costs bound whatever is not chosen.
        chosen: which units may join which teams.
        start: a valid seating to begin with, if one is known.
        settings: of the branch and bound.
        watch: who looks on, if anybody.
    """
    if start is not None:
        away = np.flatnonzero(start != program.yard.home)
        chosen[away, start[away]] = True
    pairs, first = np.argwhere(chosen), len(program.sheet.aids)
    left = program.reduced[~chosen & program.allowed].min(initial=INFINITE)
    beyond = program.bound + float(left)
    if not len(pairs):
        return Whole(None, program.bound)
    solver = quiet()
    for option, value in settings:
        solver.setOptionValue(option, value)
    program.open(solver, exact=True)
    add(program, solver, pairs, 1.0)
    kinds = [k for k, aid in enumerate(program.sheet.aids) if aid.whole] + list(range(first, first + len(pairs)))
    integer = np.array([highspy.HighsVarType.kInteger] * len(kinds))
    solver.changeColsIntegrality(len(kinds), np.array(kinds, dtype=np.int32), integer)
    _part(program, solver, pairs)
    if start is not None:
        index = np.arange(first, first + len(pairs), dtype=np.int32)
        solver.setSolution(len(index), index, (start[pairs[:, 0]] == pairs[:, 1]).astype(float))
    if watch is not None:
        _look_on(program, solver, pairs, watch)
    solver.run()
    info = solver.getInfo()
    bound = max(program.bound, min(float(info.mip_dual_bound) + program.constant, beyond))
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Whole(None, bound)
    return Whole(_seating(program, pairs, solver.getSolution().col_value), bound)


def _seating(program: Program, pairs: Longs, values: Any) -> Longs:  # noqa: ANN401 - a list or an array
    """Read a seating from the values of all columns."""
    taken = np.array(values)[len(program.sheet.aids) :] > 0.5
    team_of = program.yard.home.copy()
    team_of[pairs[taken, 0]] = pairs[taken, 1]
    return team_of


def _look_on(program: Program, solver: Any, pairs: Longs, watch: Watch) -> None:  # noqa: ANN401 - no types
    """Hand better seatings on as they are found, and end when it is late."""

    def better(event: Any) -> None:  # noqa: ANN401 - no types
        watch.take(_seating(program, pairs, event.data_out.mip_solution))

    def glance(event: Any) -> None:  # noqa: ANN401 - no types
        if watch.is_late():
            event.interrupt()

    solver.cbMipImprovingSolution += better
    solver.cbMipInterrupt += glance


def _part(program: Program, solver: Any, pairs: Longs) -> None:  # noqa: ANN401 - the library has no types
    """Keep those apart who must not meet."""
    first, home = len(program.sheet.aids), program.yard.home
    columns: dict[int, dict[int, int]] = {}
    for k, (unit, team) in enumerate(pairs.tolist()):
        columns.setdefault(unit, {})[team] = first + k
    for unit, others in enumerate(program.yard.board.apart):
        for other in others:
            mine, theirs = columns.get(unit, {}), columns.get(other, {})
            for team in sorted(mine.keys() | theirs.keys()) if unit < other else ():
                sides = [_there(mine, team, int(home[unit])), _there(theirs, team, int(home[other]))]
                if all(side is not None for side in sides):
                    entries = [entry for side in sides if side for entry in side[1]]
                    high = 1.0 - sum(side[0] for side in sides if side)
                    index = np.array([column for column, _ in entries], dtype=np.int32)
                    solver.addRow(-INFINITE, high, len(index), index, np.array([value for _, value in entries]))


def _there(columns: dict[int, int], team: int, home: int) -> tuple[float, list[tuple[int, float]]] | None:
    """Say when a unit is in a team: a constant and columns to add; None when it never is."""
    if team in columns:
        return 0.0, [(columns[team], 1.0)]
    if team == home:
        return 1.0, [(column, -1.0) for column in columns.values()]
    return None
