"""Small instances to the end: one variable per unit and team, solved by branch and bound.

Where the search finds no plan this model finds one, or says with elastic rules (each may be broken at a price) which
smallest relaxations would allow one.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np

from challenge.teams.solver.board import SENIORS, SIZE, Board, Limits
from challenge.teams.solver.impossible import Relaxation

MOST_CELLS = 6_000
"""Units times teams up to which the model stays quick."""

MOST_NODES = 3_000
TOLERANCE = 1e-6
INFINITE = float(highspy.kHighsInf)

Entries = list[tuple[int, float]]
Tag = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Seats:
    """A team for each unit, and the problem of each team; teams that stayed closed are left out."""

    problem_of: list[int]
    team_of: list[int]


@dataclass(slots=True)
class Model:
    """Columns and rows as they are collected; with `elastic`, tagged rows get a priced way out.

    `least` is what any solution costs at least, known once it was solved.
    """

    elastic: bool
    cost: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    rows: list[tuple[float, float, Entries]] = field(default_factory=list)
    outs: list[tuple[int, Tag]] = field(default_factory=list)
    least: float = 0.0

    def column(self, cost: float, low: float, high: float) -> int:
        """Add a whole-numbered variable."""
        self.cost.append(0.0 if self.elastic else cost)
        self.low.append(low)
        self.high.append(high)
        return len(self.cost) - 1

    def at_least(self, low: float, entries: Entries, tag: Tag | None = None) -> None:
        """Add a row with a lower limit; its way out adds to the left side."""
        self.rows.append((low, INFINITE, [*entries, *self._out(1.0, tag)]))

    def at_most(self, high: float, entries: Entries, tag: Tag | None = None) -> None:
        """Add a row with an upper limit; its way out takes from the left side."""
        self.rows.append((-INFINITE, high, [*entries, *self._out(-1.0, tag)]))

    def _out(self, sign: float, tag: Tag | None) -> Entries:
        if not self.elastic or tag is None:
            return []
        way_out = self.column(0.0, 0.0, INFINITE)
        self.cost[way_out] = 1.0
        self.outs.append((way_out, tag))
        return [(way_out, sign)]

    def solve(self, seconds: float) -> list[float] | None:
        """Return the value of each column, or None when there is no solution or none was found in time."""
        solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (
            *(("output_flag", False), ("threads", 1), ("random_seed", 1)),
            *(("mip_max_nodes", MOST_NODES), ("time_limit", seconds)),
        ):
            solver.setOptionValue(option, setting)
        count = len(self.cost)
        nothing = np.zeros(0, dtype=np.int32)
        solver.addCols(
            *(count, np.array(self.cost), np.array(self.low), np.array(self.high)),
            *(0, np.zeros(count, dtype=np.int32), nothing, np.zeros(0)),
        )
        kinds = np.array([highspy.HighsVarType.kInteger] * count)
        solver.changeColsIntegrality(count, np.arange(count, dtype=np.int32), kinds)
        for low, high, entries in self.rows:
            columns = np.array([column for column, _ in entries], dtype=np.int32)
            solver.addRow(low, high, len(entries), columns, np.array([value for _, value in entries]))
        solver.run()
        # Without a solution the objective is infinite or the values are missing.
        self.least = float(solver.getInfo().mip_dual_bound)
        found = solver.getInfo().primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        return list(solver.getSolution().col_value) if found else None


class Rows:
    """The model of one board."""

    def __init__(self, board: Board, *, elastic: bool) -> None:
        self.board = board
        self.model = Model(elastic)
        self.slots = [p for p, limits in enumerate(board.limits) for _ in range(limits.max_teams)]
        self.x: dict[tuple[int, int], int] = {}
        rank: Counter[int] = Counter()
        for team, place in enumerate(self.slots):
            rank[place] += 1
            must = rank[place] <= board.limits[place].min_teams
            opened = self.model.column(0.0, float(must), 1.0)
            self._team(team, place, opened)
        for unit in range(len(board.units)):
            entries = [(self.x[unit, t], 1.0) for t in range(len(self.slots)) if (unit, t) in self.x]
            self.model.at_least(1.0, entries)
            self.model.at_most(1.0, entries)
        for unit, others in enumerate(board.apart):
            for other in others:
                self._apart(unit, other)

    def _apart(self, unit: int, other: int) -> None:
        people = tuple(self.board.people[self.board.units[u].members[0]].student_id for u in (unit, other))
        for team in range(len(self.slots)):
            if unit < other and (unit, team) in self.x and (other, team) in self.x:
                pair = [(self.x[unit, team], 1.0), (self.x[other, team], 1.0)]
                self.model.at_most(1.0, pair, ("apart", people))

    def _team(self, team: int, place: int, opened: int) -> None:
        board, model, limits = self.board, self.model, self.board.limits[place]
        problem = board.problems[place].problem_id
        for unit in np.flatnonzero(board.allowed[:, place]).tolist():
            self.x[unit, team] = model.column(float(board.cost[unit, place]), 0.0, 1.0)
            # Nobody sits in a team that stays closed, whatever else is loosened.
            model.at_most(0.0, [(self.x[unit, team], 1.0), (opened, -1.0)])
        size = self._count(team, SIZE)
        model.at_least(0.0, [*size, (opened, -float(max(1, limits.min_size)))], ("min_size", (problem,)))
        model.at_most(0.0, [*size, (opened, -float(limits.max_size))], ("max_size", (problem,)))
        if limits.min_seniors:
            seniors = [*self._count(team, SENIORS), (opened, -float(limits.min_seniors))]
            model.at_least(0.0, seniors, ("seniors", (problem,)))
        for ability in limits.required:
            tag = ("required_skill", (problem, board.features[ability]))
            model.at_least(0.0, [*self._count(team, ability), (opened, -1.0)], tag)
        self._departments(team, opened, limits, problem)

    def _departments(self, team: int, opened: int, limits: Limits, problem: str) -> None:
        model, seen = self.model, []
        for feature, cap, rule in self.board.capped(limits):
            tag = (rule, (problem, self.board.features[feature]))
            model.at_most(0.0, [*self._count(team, feature), (opened, -float(cap))], tag)
        for dept in self.board.dept_features:
            count = self._count(team, dept)
            present = model.column(0.0, 0.0, 1.0)
            seen.append((present, 1.0))
            model.at_least(0.0, [*count, (present, -1.0)])
            if dept in limits.wanted:
                missing = model.column(float(self.board.weights.wanted_dept_missing), 0.0, 1.0)
                model.at_least(0.0, [*count, (missing, 1.0), (opened, -1.0)])
        model.at_least(0.0, [*seen, (opened, -float(limits.min_depts))], ("min_depts", (problem,)))

    def _count(self, team: int, feature: int) -> Entries:
        counts = self.board.counts[:, feature].tolist()
        return [
            (self.x[unit, team], float(count)) for unit, count in enumerate(counts) if count and (unit, team) in self.x
        ]


def is_small(board: Board) -> bool:
    """Say whether a board is small enough for this model."""
    return len(board.units) * sum(limits.max_teams for limits in board.limits) <= MOST_CELLS


def exact_seats(board: Board, seconds: float) -> Seats | None:
    """Find valid seats at a low wish cost; None when there are none or the effort ran out."""
    rows = Rows(board, elastic=False)
    values = rows.model.solve(seconds)
    if values is None:
        return None
    team_of = [-1] * len(board.units)
    for (unit, team), column in rows.x.items():
        if values[column] > 0.5:
            team_of[unit] = team
    used = {team: k for k, team in enumerate(sorted(set(team_of)))}
    return Seats([rows.slots[team] for team in used], [used[team] for team in team_of])


def exact_reasons(board: Board, seconds: float) -> tuple[Relaxation, ...]:
    """Name the smallest set of relaxations that makes a plan possible; empty when none is proven needed in time."""
    rows = Rows(board, elastic=True)
    values = rows.model.solve(seconds)
    amounts: Counter[Tag] = Counter()
    if values is None or rows.model.least < TOLERANCE:
        return ()
    for column, tag in rows.model.outs:
        amounts[tag] += round(values[column])
    return tuple(Relaxation(rule, amount, objects) for (rule, objects), amount in amounts.items() if amount)
