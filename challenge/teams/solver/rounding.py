"""From shares to whole places: where a search guided by the relaxation begins."""

from dataclasses import dataclass

import numpy as np

from challenge.teams.solver.board import Board
from challenge.teams.solver.linear import Shares


@dataclass(frozen=True, slots=True)
class Places:
    """A problem for each unit and a number of teams for each problem; sums keep most rules, single teams may not."""

    problem_of: tuple[int, ...]
    teams: tuple[int, ...]


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
