"""The master program: which teams of the pool to form, so that everybody sits once (Gilmore and Gomory 1961).

Its duals stay in a box around a centre: a unit may stay without a team, or sit twice, at the edge of its box. Without
the box they would jump from one extreme to the next (Marsten, Hogan and Blankenship 1975).
"""

from typing import Any

import highspy
import numpy as np

from challenge.teams.solver.columns import Pool, Region
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.slate import ENDLESS, Floats

INFINITE = float(highspy.kHighsInf)

WORK_PER_PIVOT_ROW = 0.6
"""What one step of the simplex method costs per row, in proposals of the search (measured, rounded up)."""

WORK_OF_TREE = 200_000
"""What a branch and bound costs besides its steps."""


class Master:
    """The program over some teams of the pool in one region.

    Args:
        pool: all teams.
        region: who and what is open.
        teams: the teams to begin with.
        lacking: what a problem pays for a team that it must have and has not.
    """

    def __init__(self, pool: Pool, region: Region, teams: Longs, lacking: float) -> None:
        self.pool, self.region = pool, region
        self.units = np.flatnonzero(region.free)
        self.places = np.flatnonzero(region.most > 0)
        self.row_of_unit = np.full(len(region.free) + 1, -1, dtype=np.int32)
        self.row_of_unit[self.units] = np.arange(len(self.units))
        self.row_of_place = np.full(len(region.most), -1, dtype=np.int32)
        self.row_of_place[self.places] = len(self.units) + np.arange(len(self.places))
        self.teams: Longs = np.zeros(0, dtype=np.int64)
        self.work = 0
        self.first = 2 * len(self.units) + len(self.places)
        self.solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1), ("simplex_strategy", 1)):
            self.solver.setOptionValue(option, value)
        self._open(lacking)
        self.add(teams)

    def _open(self, lacking: float) -> None:
        people, rows = len(self.units), len(self.units) + len(self.places)
        low = np.concatenate([np.ones(people), self.region.least[self.places].astype(float)])
        high = np.concatenate([np.ones(people), self.region.most[self.places].astype(float)])
        nothing = np.zeros(0, dtype=np.int32)
        self.solver.addRows(rows, low, high, 0, np.zeros(rows, dtype=np.int32), nothing, np.zeros(0))
        index = np.concatenate([np.arange(people), np.arange(people), np.arange(people, rows)]).astype(np.int32)
        value = np.concatenate([np.ones(people), -np.ones(people), np.ones(len(self.places))])
        cost = np.concatenate([np.zeros(2 * people), np.full(len(self.places), lacking)])
        self._columns(cost, np.arange(self.first, dtype=np.int32), index, value)

    def _columns(self, cost: Floats, starts: Any, index: Any, value: Floats) -> None:  # noqa: ANN401 - int32 arrays
        count = len(cost)
        high = np.full(count, INFINITE)
        self.solver.addCols(count, cost, np.zeros(count), high, len(index), starts, index, value)

    def add(self, teams: Longs) -> None:
        """Write further teams of the pool down."""
        if not len(teams):
            return
        members = self.pool.members[teams]
        rows = np.where(members >= 0, self.row_of_unit[members], -1)
        rows = np.concatenate([rows, self.row_of_place[self.pool.places[teams]][:, None]], axis=1)
        used = rows >= 0
        starts = np.concatenate([[0], np.cumsum(used.sum(axis=1))[:-1]]).astype(np.int32)
        index = rows[used].astype(np.int32)
        self._columns(self.pool.costs[teams], starts, index, np.ones(len(index)))
        self.teams = np.concatenate([self.teams, teams])

    def box(self, centre: Floats, below: float, above: float) -> None:
        """Keep the duals of the units between `centre - below` and `centre + above`."""
        mine, count = centre[self.units], 2 * len(self.units)
        cost = np.concatenate([mine + above, below - mine])
        self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), cost)

    def run(self) -> tuple[float, Floats, Floats]:
        """Solve; return the objective, the duals of all units (`-ENDLESS` outside) and of all problems."""
        self.solver.run()
        info, solution = self.solver.getInfo(), self.solver.getSolution()
        self.work += int(max(1, info.simplex_iteration_count) * len(self.row_of_unit) * WORK_PER_PIVOT_ROW)
        rows = np.array(solution.row_dual)
        duals = np.full(len(self.region.free), -ENDLESS)
        duals[self.units] = rows[: len(self.units)]
        problems = np.zeros(len(self.region.most))
        problems[self.places] = rows[len(self.units) :]
        return float(info.objective_function_value), duals, problems

    def shares(self) -> Floats:
        """Return the share of each written team in the last solution."""
        return np.array(self.solver.getSolution().col_value)[self.first :]

    def whole(self, nodes: int) -> Longs:
        """Return the teams of the best whole solution that so many nodes find; the program is consumed."""
        count = len(self.teams)
        index = np.arange(self.first, self.first + count, dtype=np.int32)
        self.solver.changeColsIntegrality(count, index, np.array([highspy.HighsVarType.kInteger] * count))
        self.solver.setOptionValue("mip_max_nodes", nodes)
        self.solver.setOptionValue("mip_rel_gap", 0.0)
        self.solver.run()
        pivots = self.solver.getInfo().simplex_iteration_count
        self.work += WORK_OF_TREE + int(max(1, pivots) * len(self.row_of_unit) * WORK_PER_PIVOT_ROW)
        values = np.array(self.solver.getSolution().col_value)
        return self.teams[values[self.first :] > 0.5] if len(values) else self.teams[:0]
