"""The linear relaxation: shares of units on problems, and the lower bound that its duals prove.

Rows: each unit is placed once; each problem, all its teams together, keeps sizes, department caps, seniors, required
abilities and counts missing wanted departments. Only promising columns are written down; pricing all others with the
duals adds those that pay (column generation, Gilmore and Gomory 1961) and gives, in every round, a bound that holds
for the whole problem (Lagrange): the objective plus the sum over units of the smallest reduced cost below zero.
"""

import math
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import LEVEL, MINORITY, SENIORS, SIZE, Board, Limits
from challenge.teams.solver.impossible import Relaxation

Floats = NDArray[np.float64]
Pairs = NDArray[np.bool_]

ROUNDS = 30
COLUMNS_PER_UNIT = 6
RANDOM_PLACES = 8
HOLDERS_PER_ABILITY = 60
INFINITE = float(highspy.kHighsInf)


@dataclass(frozen=True, slots=True)
class Shares:
    """A solution of the relaxation.

    `bound` is a proven lower bound on any plan's objective. `teams` is the number of teams per problem, maybe
    fractional. `pairs` lists (unit, problem) with a share above zero in `share`.
    `lacking` is what even fractional plans do without, at a price above any wish; usually empty.
    `reduced` holds the reduced cost of each unit on each problem, infinite where it may not go: what the objective
    would pay at least for that place. `rates` holds, per feature and problem, what one more of it is worth: below zero
    at a cap, above at a rule that asks for somebody.
    """

    bound: int
    teams: tuple[float, ...]
    pairs: tuple[tuple[int, int], ...]
    share: tuple[float, ...]
    lacking: tuple[Relaxation, ...]
    reduced: Floats
    rates: Floats


class Master:
    """The linear program; columns are added, never removed."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.units, self.places = board.allowed.shape
        self.penalty = 5.0 * max(board.weights.unwished, *board.weights.rank_cost, board.weights.wanted_dept_missing, 1)
        self.low: list[float] = [1.0] * self.units
        self.high: list[float] = [1.0] * self.units
        self.row_place: list[tuple[int, int]] = []
        self.rows_of: list[dict[int, list[int]]] = [{} for _ in range(self.places)]
        self.written: Pairs = np.zeros_like(board.allowed)
        self.pairs: list[tuple[int, int]] = []
        self.reduced: Floats = np.zeros(board.allowed.shape)
        self.rates: Floats = np.zeros((board.counts.shape[1], self.places))
        self.extra = 0
        self.solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 1)):
            self.solver.setOptionValue(option, value)
        self._open()

    def _row(self, place: int, feature: int, low: float, high: float) -> int:
        row = len(self.low)
        self.low.append(low)
        self.high.append(high)
        self.row_place.append((place, feature))
        self.rows_of[place].setdefault(feature, []).append(row)
        return row

    def _open(self) -> None:
        missing = float(self.board.weights.wanted_dept_missing)
        teams: list[Column] = []
        others: list[Column] = []
        spare: set[int] = set()
        for place, limits in enumerate(self.board.limits):
            entries, wanted = self._rows(place, limits)
            others += [Column(missing, 0.0, INFINITE, [(row, 1.0)]) for row in wanted]
            spare.update(wanted)
            base = missing * self.board.unmatched_wanted[place]
            teams.append(Column(base, limits.min_teams, limits.max_teams, entries))
        lacking = [row for row, low in enumerate(self.low) if low >= 0.0 and row not in spare]
        others += [Column(self.penalty, 0.0, INFINITE, [(row, 1.0)]) for row in lacking]
        rows = len(self.low)
        none = np.zeros(0)
        starts = np.zeros(rows, dtype=np.int32)
        self.solver.addRows(rows, np.array(self.low), np.array(self.high), 0, starts, none.astype(np.int32), none)
        self._add(teams + others)
        self.extra = len(teams) + len(others)
        self.lacking = list(zip(lacking, range(self.extra - len(lacking), self.extra), strict=True))

    def _rows(self, place: int, limits: Limits) -> tuple[list[tuple[int, float]], list[int]]:
        """Write the rows of a problem; return the entries of its team column and the rows of wanted departments."""
        entries = [(self._row(place, SIZE, -INFINITE, 0.0), -float(limits.max_size))]
        entries.append((self._row(place, SIZE, 0.0, INFINITE), -float(max(1, limits.min_size))))
        for feature, cap, _ in self.board.capped(limits):
            entries.append((self._row(place, feature, -INFINITE, 0.0), -float(cap)))
        if limits.min_seniors:
            entries.append((self._row(place, SENIORS, 0.0, INFINITE), -float(limits.min_seniors)))
        entries += [(self._row(place, ability, 0.0, INFINITE), -1.0) for ability in limits.required]
        wanted = [self._row(place, dept, 0.0, INFINITE) for dept in limits.wanted]
        return entries + [(row, -1.0) for row in wanted], wanted

    def _add(self, columns: "list[Column]") -> None:
        starts = np.cumsum([0, *(len(c.entries) for c in columns)])[:-1]
        rows = [row for c in columns for row, _ in c.entries]
        values = [value for c in columns for _, value in c.entries]
        self.solver.addCols(
            len(columns),
            np.array([c.cost for c in columns], dtype=float),
            np.array([c.low for c in columns], dtype=float),
            np.array([c.high for c in columns], dtype=float),
            len(rows),
            starts.astype(np.int32),
            np.array(rows, dtype=np.int32),
            np.array(values, dtype=float),
        )

    def write(self, wanted: Pairs) -> int:
        """Add the columns of the marked pairs that are allowed and not yet written; return how many."""
        units, places = np.nonzero(wanted & self.board.allowed & ~self.written)
        self.written[units, places] = True
        fresh = list(zip(units.tolist(), places.tolist(), strict=True))
        self.pairs += fresh
        if fresh:
            features = {unit: self._features(unit) for unit in set(units.tolist())}
            self._add([self._column(unit, place, features[unit]) for unit, place in fresh])
        return len(fresh)

    def _features(self, unit: int) -> list[tuple[int, float]]:
        counts = self.board.counts[unit].tolist()
        return [(f, float(count)) for f, count in enumerate(counts) if count and f not in (LEVEL, MINORITY)]

    def _column(self, unit: int, place: int, features: list[tuple[int, float]]) -> "Column":
        rows = self.rows_of[place]
        entries = [(row, count) for feature, count in features for row in rows.get(feature, ())]
        return Column(float(self.board.cost[unit, place]), 0.0, INFINITE, [(unit, 1.0), *entries])

    def run(self, *, interior: bool) -> tuple[float, Floats]:
        """Solve the program as it stands; return its objective and the reduced costs of all allowed pairs.

        The interior point method is several times faster from nothing, the simplex method after a few new columns.
        """
        self.solver.setOptionValue("solver", "ipm" if interior else "simplex")
        self.solver.setOptionValue("simplex_strategy", 4 if not interior and self.pairs else 1)
        self.solver.run()
        duals = np.array(self.solver.getSolution().row_dual)
        self.rates = np.zeros((self.board.counts.shape[1], self.places))
        for row, (place, feature) in enumerate(self.row_place, start=self.units):
            self.rates[feature, place] += duals[row]
        reduced = self.board.cost - duals[: self.units, None] - self.board.counts @ self.rates
        objective = float(self.solver.getInfo().objective_function_value)
        self.reduced = np.where(self.board.allowed, reduced, np.inf)
        return objective, self.reduced

    def _lack(self, row: int, amount: int) -> Relaxation:
        """Name the rule of a row that could not be kept."""
        board = self.board
        if row < self.units:
            members = tuple(board.people[m].student_id for m in board.units[row].members)
            return Relaxation("eligible_seats", len(members), members)
        place, feature = self.row_place[row - self.units]
        problem = board.problems[place].problem_id
        if feature in (SIZE, SENIORS):
            return Relaxation("min_size" if feature == SIZE else "seniors", amount, (problem,))
        return Relaxation("required_skill", amount, (problem, board.features[feature]))

    def shares(self, bound: int) -> Shares:
        """Read the solution of the last run."""
        values = self.solver.getSolution().col_value
        used = [(pair, v) for pair, v in zip(self.pairs, values[self.extra :], strict=True) if v > 1e-6]
        return Shares(
            bound=bound,
            teams=tuple(values[: self.places]),
            pairs=tuple(pair for pair, _ in used),
            share=tuple(v for _, v in used),
            lacking=tuple(
                self._lack(row, math.ceil(values[column] - 1e-6))
                for row, column in self.lacking
                if values[column] > 1e-6
            ),
            reduced=self.reduced,
            rates=self.rates,
        )


@dataclass(frozen=True, slots=True)
class Column:
    """One variable: its cost, its range, its entries (row, coefficient)."""

    cost: float
    low: float
    high: float
    entries: list[tuple[int, float]]


def first_pairs(board: Board, rng: np.random.Generator) -> Pairs:
    """Choose the columns to begin with: wished places, some places of everybody, some holders per required ability."""
    worst = np.where(board.allowed, board.cost, -1).max(axis=1, initial=0)
    pairs: Pairs = board.allowed & (board.cost < worst[:, None])
    pairs |= _smallest(np.where(board.allowed, rng.random(board.allowed.shape), np.inf), RANDOM_PLACES)
    for place, limits in enumerate(board.limits):
        for feature in (*limits.required, SENIORS):
            holders = np.flatnonzero((board.counts[:, feature] > 0) & board.allowed[:, place])
            count = HOLDERS_PER_ABILITY if feature != SENIORS else RANDOM_PLACES
            pairs[rng.permutation(holders)[:count], place] = True
    return pairs & board.allowed


def relax(board: Board, seed: int) -> tuple[Master, Shares]:
    """Solve the relaxation of a board to the end; the same seed gives the same shares."""
    master = Master(board)
    master.write(first_pairs(board, np.random.default_rng(seed)))
    bound = 0
    for turn in range(ROUNDS):
        objective, reduced = master.run(interior=turn == 0)
        gains = np.minimum(reduced.min(axis=1, initial=np.inf), 0.0)
        bound = max(bound, round_up(objective + float(gains.sum())))
        if not master.write(_smallest(reduced, COLUMNS_PER_UNIT) & (reduced < -1e-6)):
            break
    return master, master.shares(bound)


def _smallest(values: Floats, count: int) -> Pairs:
    """Mark the `count` smallest values of each row."""
    keep = min(count, values.shape[1])
    marked: Pairs = np.zeros(values.shape, dtype=np.bool_)
    np.put_along_axis(marked, np.argpartition(values, keep - 1, axis=1)[:, :keep], True, axis=1)
    return marked


def round_up(bound: float) -> int:
    """Round a bound up to the next whole objective, allowing for the tolerance of the arithmetic."""
    if not math.isfinite(bound):
        return 0
    return max(0, math.ceil(bound - 1e-6 * max(1.0, abs(bound))))
