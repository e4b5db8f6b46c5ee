"""A linear program about who leaves home: how few persons have to, and what so many moves can win at best.

A column takes a unit from home to another team. Only promising ones are written down; pricing all others by the duals
adds those that pay and gives a bound that holds for all of them (column generation, Gilmore and Gomory 1961).
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import MINORITY, Board
from challenge.teams.solver.figures import Figures, Longs, figures_of
from challenge.teams.solver.repair_descent import Homes
from challenge.teams.solver.repair_rows import INFINITE, Entries, Sheet, Writer
from challenge.teams.solver.slate import Floats

ROUNDS = 60
"""Most rounds of pricing; some five are usual."""

PER_UNIT = 3
"""How many places of a unit are written down in one round."""

MOVE_LACKING, COST_LACKING = 50.0, 20_000.0
"""What is paid for one that a team lacks, where moves are counted and where points are: above any way to mend it."""

Pairs = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Group:
    """The teams of one problem, and how many of them must and may exist; `limit` is that of the problem."""

    teams: tuple[int, ...]
    least: int
    limit: int


@dataclass(frozen=True, slots=True)
class Yard:
    """Who is at home where, in a board with one column per team.

    `home` is -1 for units that have none or may not stay; `moves` counts per unit and team the persons away from home
    beyond those who are if the unit stays, `away` the latter over all units.
    """

    board: Board
    figures: Figures
    home: Longs
    moves: Longs
    away: int
    groups: tuple[Group, ...]

    @property
    def may_open(self) -> bool:
        """Whether some problem may have another team."""
        return any(len(group.teams) < group.limit for group in self.groups)

    @property
    def closing(self) -> frozenset[int]:
        """The teams that may be given up."""
        return frozenset(team for group in self.groups if len(group.teams) > group.least for team in group.teams)

    def persons_away(self, team_of: Longs) -> int:
        """Count the persons who are away from home in a seating."""
        units = np.flatnonzero(team_of != self.home)
        return self.away + int(self.moves[units, team_of[units]].sum())

    def meeting(self) -> list[tuple[int, int]]:
        """Return the pairs of units that are at home in one team and must not meet."""
        pairs = ((unit, other) for unit, others in enumerate(self.board.apart) for other in others if unit < other)
        return [(a, b) for a, b in pairs if self.home[a] >= 0 and self.home[a] == self.home[b]]


def yard_of(spread: Board, homes: Homes, place_of: list[int]) -> Yard:
    """Look at a board with one column per team; `place_of` is the problem of each."""
    home, away = homes.home.copy(), homes.away.astype(np.int64)
    seated = np.flatnonzero(home >= 0)
    home[seated[~spread.allowed[seated, home[seated]]]] = -1
    seated = np.flatnonzero(home >= 0)
    staying = np.zeros(len(home), dtype=np.int64)
    staying[seated] = away[seated, home[seated]]
    teams_of: dict[int, list[int]] = {}
    for team, place in enumerate(place_of):
        teams_of.setdefault(place, []).append(team)
    limits = [spread.limits[teams[0]] for teams in teams_of.values()]
    pairs = zip(teams_of.values(), limits, strict=True)
    groups = tuple(Group(tuple(teams), limit.min_teams, limit.max_teams) for teams, limit in pairs)
    return Yard(spread, figures_of(spread), home, away - staying[:, None], int(staying.sum()), groups)


def quiet() -> Any:  # noqa: ANN401 - the library has no types
    """Return a solver of programs that uses one core and says nothing."""
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
        solver.setOptionValue(option, value)
    return solver


class Program:
    """The program over a yard.

    Args:
        yard: who is at home where.
        priced: whether the objective is minimised within a number of moves (`allow`), else moves are.

    Attributes:
        bound: what the minimum is at least, known once solved.
        reduced: what each place costs at least above it, for each unit and team (where moves are counted, one column
            more stands for a team that is opened).
        lacks: whether even shares of persons cannot mend all teams.
    """

    def __init__(self, yard: Yard, *, priced: bool) -> None:
        self.yard, self.priced = yard, priced
        self.lacking = COST_LACKING if priced else MOVE_LACKING
        units, home = yard.figures.units, yard.home
        seated = np.flatnonzero(home >= 0)
        stay = np.zeros(len(home), dtype=np.int64)
        stay[seated] = units.cost[seated, home[seated]]
        allowed = yard.board.allowed.copy()
        allowed[seated, home[seated]] = False
        opening = np.full((len(home), 1), yard.may_open and not priced)
        self.allowed: Pairs = np.concatenate([allowed, opening], axis=1)
        self.moves: Longs = np.concatenate([yard.moves, yard.moves.max(axis=1, keepdims=True)], axis=1)
        pad = np.zeros((len(home), 1), dtype=np.int64)
        cost = np.concatenate([units.cost.astype(np.int64) - stay[:, None], pad], axis=1)
        self.cost: Longs = cost if priced else self.moves
        self.constant = int(stay.sum()) if priced else yard.away
        self.sheet = Sheet(units.counts.shape[1], [[] for _ in home])
        self.budget = self._write()
        self.rows_of = [np.flatnonzero(np.array(self.sheet.team_of) == team) for team in range(self.allowed.shape[1])]
        self.weights: Floats = np.array(self.sheet.weights)
        self.written: Pairs = np.zeros_like(self.allowed)
        self.solver = quiet()
        self.open(self.solver, exact=False)
        self.bound, self.lacks = -INFINITE, False
        self.reduced: Floats = np.zeros(self.allowed.shape)

    def _write(self) -> int:
        """Write all rows; return the number of that which limits moves."""
        yard, sheet = self.yard, self.sheet
        for unit, home in enumerate(yard.home.tolist()):
            row = sheet.row(1.0 if home < 0 else -INFINITE, 1.0)
            sheet.own[unit].append((row, 1.0))
            if home < 0:
                sheet.gap(self.lacking, row)
        for unit, other in yard.meeting():
            row = sheet.row(1.0, INFINITE)
            sheet.own[unit].append((row, 1.0))
            sheet.own[other].append((row, 1.0))
            sheet.gap(self.lacking, row)
        exists = [self._team(team) for team in range(len(yard.board.limits))]
        for group in yard.groups:
            if group.teams[0] in yard.closing:
                row = sheet.row(float(group.least), float(group.limit))
                for team in group.teams:
                    sheet.aids[exists[team]].entries.append((row, 1.0))
        budget = sheet.row(-INFINITE, INFINITE)
        sheet.gap(self.lacking, budget, -1.0)
        return budget

    def _team(self, team: int) -> int:
        """Write a team; return the number of the column that says whether it exists, -1 when it must."""
        yard, sheet, units = self.yard, self.sheet, self.yard.figures.units
        at_home = np.flatnonzero(yard.home == team)
        load = units.counts[at_home].sum(axis=0, dtype=np.int32)
        present = at_home[units.counts[at_home, MINORITY] > 0]
        may_close = team in yard.closing
        writer = Writer(sheet, yard.figures.rules, team, load, present, may_close, self.priced, self.lacking)
        entries: Entries = writer.write()
        base = int(yard.figures.rules.base[team]) if self.priced else 0
        if not may_close:
            self.constant += base
            return -1
        for unit in at_home.tolist():
            row = sheet.row(1.0, INFINITE)
            sheet.own[unit].append((row, 1.0))
            entries.append((row, 1.0))
        return sheet.aid(base, 1.0, entries, whole=True)

    def open(self, solver: Any, *, exact: bool) -> None:  # noqa: ANN401 - the library has no types
        """Write rows and aids into a solver; `exact` allows no gaps."""
        sheet, rows = self.sheet, len(self.sheet.low)
        low, high = np.array(sheet.low), np.array(sheet.high)
        nothing = np.zeros(0, dtype=np.int32)
        solver.addRows(rows, low, high, 0, np.zeros(rows, dtype=np.int32), nothing, np.zeros(0))
        starts = np.cumsum([0, *(len(aid.entries) for aid in sheet.aids)])
        most = np.array([aid.high for aid in sheet.aids])
        if exact:
            most[sheet.gaps] = 0.0
        index = np.array([row for aid in sheet.aids for row, _ in aid.entries], dtype=np.int32)
        value = np.array([amount for aid in sheet.aids for _, amount in aid.entries])
        cost, first = np.array([float(aid.cost) for aid in sheet.aids]), starts[:-1].astype(np.int32)
        solver.addCols(len(cost), cost, np.zeros(len(cost)), most, len(index), first, index, value)
        solver.changeRowBounds(self.budget, -INFINITE, self.sheet.high[self.budget])

    def allow(self, away: int) -> None:
        """Let so many persons be away from home."""
        self.sheet.high[self.budget] = float(away - self.yard.away)
        self.solver.changeRowBounds(self.budget, -INFINITE, self.sheet.high[self.budget])
        self.bound = -INFINITE
