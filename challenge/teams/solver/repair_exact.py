"""The fewest moves and the best use of some more, by an integer program; it knows that donors run out."""

import math
from dataclasses import dataclass, field

import numpy as np

from challenge.teams.solver.bench import COST, FAULTS, Bench, bench_of
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.model import Effort
from challenge.teams.solver.repair_columns import solve
from challenge.teams.solver.repair_program import Pairs, Program, Yard
from challenge.teams.solver.repair_whole import Whole, whole

MOST_CELLS, WORK_PER_CELL = 1_000_000, 60
"""Pairs of a unit and a team up to which the program is written down, and what it costs for each, in proposals."""

CHOSEN = (700, 2_500)
"""How many of the cheapest places stay open when persons are to be whole, in turn; with more, little is won."""

ABOVE = 4
"""How many numbers of moves are tried, from the bound up."""


def is_within(cells: int, effort: Effort) -> bool:
    """Whether a program over so many pairs of a unit and a team fits into the effort."""
    return 0 < cells <= MOST_CELLS and cells * WORK_PER_CELL <= effort.proposals


@dataclass(slots=True)
class Exact:
    """What the program finds, step by step, so that whoever stops it can use what is there.

    `least` is how many persons are away from home in any valid seating with these teams or further ones. `fewest` is a
    seating with few of them away, `best` the best one found within the budget of moves, and `bound` what every seating
    of these teams within that budget costs at least.
    """

    yard: Yard
    effort: Effort
    least: int = 0
    fewest: Longs | None = None
    best: Longs | None = None
    bound: int = 0
    priced: Program = field(init=False)

    def run(self, more_moves: int) -> None:
        """Bound the moves, find a seating that reaches the bound or nearly, and spend further moves."""
        counted = Program(self.yard, priced=False)
        solve(counted)
        self.least = max(0, math.ceil(counted.bound - 1e-6))
        self.priced = Program(self.yard, priced=True)
        for away in range(self.least, self.least + ABOVE):
            self._spend(away)
            if self.best is not None or self.effort.out_of_time():
                break
        self.fewest = self.best
        if self.fewest is not None and more_moves:
            self._spend(away + more_moves)

    def is_least(self) -> bool:
        """Whether a seating is known that moves as few persons as possible."""
        return self.fewest is not None and self.yard.persons_away(self.fewest) <= self.least

    def _spend(self, away: int) -> None:
        """Look for the best seating with so many persons away, at first among few places, then among more."""
        program = self.priced
        program.allow(away)
        solve(program)
        for count in CHOSEN:
            if program.lacks or self.effort.out_of_time():
                return
            found = whole(program, _cheapest(program, count), self.best)
            if math.isinf(found.bound):
                # No seating at all, whatever the places: so many moves are too few, unless another team may be opened.
                self.least = self.least if self.yard.may_open else away + 1
                return
            self._keep(found)
            if self.best is not None and price_of(self.yard, self.best) <= self.bound:
                return

    def _keep(self, found: Whole) -> None:
        """Take a seating if it keeps all rules and is better than the one known."""
        self.bound = math.ceil(found.bound - 1e-6)
        if found.team_of is None or not self._is_valid(found.team_of):
            return
        if self.best is None or price_of(self.yard, found.team_of) < price_of(self.yard, self.best):
            self.best = found.team_of

    def _is_valid(self, team_of: Longs) -> bool:
        return int(_bench(self.yard, team_of).totals[FAULTS]) == 0


def price_of(yard: Yard, team_of: Longs) -> int:
    """Return the objective of a valid seating, in which teams may have closed."""
    return int(_bench(yard, team_of).totals[COST]) + yard.figures.constant


def _bench(yard: Yard, team_of: Longs) -> Bench:
    teams = len(yard.board.limits)
    return bench_of(yard.figures, range(teams), [False] * teams, team_of.tolist(), seed=0, penalty=1000)


def _cheapest(program: Program, count: int) -> Pairs:
    """Choose the places with the lowest reduced costs."""
    places = program.reduced[:, :-1]
    order = np.argsort(places, axis=None, kind="stable")[:count]
    chosen: Pairs = np.zeros_like(program.allowed)
    chosen[order // places.shape[1], order % places.shape[1]] = True
    return chosen & program.allowed
