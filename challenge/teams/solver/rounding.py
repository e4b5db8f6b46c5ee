"""From shares to whole places: a small integer program over the columns that the relaxation finds promising."""

from dataclasses import dataclass
from enum import Enum

import highspy
import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import Board
from challenge.teams.solver.linear import Master, Shares

WHOLE = 1.0 - 1e-6
GAP_SHARE = 0.003

MOST_FREE_UNITS = 600
MOST_FREE_COLUMNS = 12_000
"""Above these the integer program takes much longer than its effort was reckoned for; a shallower depth then."""


class Depth(Enum):
    """How much of the relaxation the integer program may change.

    FIXED keeps every unit that has a whole place; NEAR frees the problems that a shared unit touches; FREE frees all
    columns whose reduced cost is small.
    """

    FIXED = "fixed"
    NEAR = "near"
    FREE = "free"


@dataclass(frozen=True, slots=True)
class Places:
    """A problem for each unit and a number of teams for each problem; sums keep most rules, single teams may not."""

    problem_of: tuple[int, ...]
    teams: tuple[int, ...]


def round_shares(master: Master, shares: Shares, depth: Depth, *, seconds: float) -> Places:
    """Find whole places close to the shares; `seconds` is the safety stop of the integer program.

    The relaxation is consumed: its columns become whole numbers.
    """
    solver, first = master.solver, master.extra
    solution = solver.getSolution()
    value = np.array(solution.col_value)[first:]
    reduced = np.array(solution.col_dual)[first:]
    kept, fixed = _scope(master, value, reduced, depth)
    _bound(master, np.flatnonzero(~kept) + first, 0.0)
    _bound(master, np.flatnonzero(fixed) + first, 1.0, low=1.0)
    whole = np.concatenate([np.arange(master.places), np.flatnonzero(kept) + first]).astype(np.int32)
    kinds = np.array([highspy.HighsVarType.kInteger] * len(whole))
    solver.changeColsIntegrality(len(whole), whole, kinds)
    for option, setting in (
        ("solver", "choose"),
        ("mip_max_nodes", 1),
        ("mip_rel_gap", GAP_SHARE),
        ("time_limit", solver.getRunTime() + seconds),
    ):
        solver.setOptionValue(option, setting)
    solver.run()
    found = master.shares(shares.bound)
    return places_of(master.board, found if found.pairs else shares)


def _bound(master: Master, columns: NDArray[np.int64], high: float, low: float = 0.0) -> None:
    count = len(columns)
    if count:
        master.solver.changeColsBounds(count, columns.astype(np.int32), np.full(count, low), np.full(count, high))


def _scope(
    master: Master, value: NDArray[np.float64], reduced: NDArray[np.float64], depth: Depth
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark the columns that take part, and those of them that stay whole."""
    small: NDArray[np.bool_] = reduced <= master.board.weights.unwished / 15
    if depth is Depth.FREE and small.sum() <= MOST_FREE_COLUMNS:
        return small, np.zeros_like(small)
    near = _fixed(master, value, Depth.NEAR)
    if depth is Depth.FIXED or master.units - near.sum() > MOST_FREE_UNITS:
        near = _fixed(master, value, Depth.FIXED)
    return np.ones_like(small), near


def _fixed(master: Master, value: NDArray[np.float64], depth: Depth) -> NDArray[np.bool_]:
    """Mark the columns that stay as they are."""
    whole: NDArray[np.bool_] = value > WHOLE
    if depth is Depth.NEAR:
        place = np.array([p for _, p in master.pairs])
        shared = np.unique(place[(value > 1e-6) & ~whole])
        whole &= ~np.isin(place, shared)
    return whole


def places_of(board: Board, shares: Shares) -> Places:
    """Give each unit its largest share, a unit without any its cheapest allowed problem that has a team."""
    teams = _whole_teams(board, shares)
    best: dict[int, tuple[float, int]] = {}
    for (unit, place), share in zip(shares.pairs, shares.share, strict=True):
        if teams[place] and share > best.get(unit, (0.0, 0))[0]:
            best[unit] = (share, place)
    opened = board.allowed & (np.array(teams) > 0)
    cheapest = np.where(opened, board.cost, np.iinfo(np.int32).max).argmin(axis=1).tolist()
    return Places(tuple(best[u][1] if u in best else cheapest[u] for u in range(len(board.units))), tuple(teams))


def _whole_teams(board: Board, shares: Shares) -> list[int]:
    return [
        min(max(round(count), limits.min_teams), limits.max_teams)
        for count, limits in zip(shares.teams, board.limits, strict=True)
    ]
