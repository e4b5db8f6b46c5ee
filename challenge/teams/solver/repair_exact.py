"""The fewest moves and the best use of some more, by an integer program; it knows that donors run out."""

import math
from dataclasses import dataclass, field

import numpy as np

from challenge.teams.solver.bench import COST, FAULTS, bench_of
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.model import Effort
from challenge.teams.solver.repair_columns import solve
from challenge.teams.solver.repair_program import Pairs, Program, Yard
from challenge.teams.solver.repair_whole import whole

MOST_CELLS, WORK_PER_CELL = 1_000_000, 60
"""Pairs of a unit and a team up to which the program is written down, and what it costs for each, in proposals."""

CHOSEN = 3_000
"""How many of the cheapest places stay open when persons are to be whole: with more, little is won."""

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
            if self.effort.out_of_time():
                return
            self.fewest = self.best = self._within(away)
            if self.fewest is not None:
                if more_moves:
                    self.best = self._within(away + more_moves)
                return

    def _within(self, away: int) -> Longs | None:
        """Find the best seating with so many persons away, no dearer than the one known; None when there is none."""
        program = self.priced
        program.allow(away)
        solve(program)
        if program.lacks or self.effort.out_of_time():
            return self.fewest
        found = whole(program, _cheapest(program), self.fewest, self.effort.seconds)
        self.bound = math.ceil(found.bound - 1e-6)
        valid = [team_of for team_of in (found.team_of, self.fewest) if team_of is not None and self._is_valid(team_of)]
        return min(valid, key=lambda team_of: price_of(self.yard, team_of), default=None)

    def _is_valid(self, team_of: Longs) -> bool:
        teams = len(self.yard.board.limits)
        figures = self.yard.figures
        bench = bench_of(figures, range(teams), [False] * teams, team_of.tolist(), seed=0, penalty=1000)
        return int(bench.totals[FAULTS]) == 0


def price_of(yard: Yard, team_of: Longs) -> int:
    """Return the objective of a valid seating, in which teams may have closed."""
    teams = len(yard.board.limits)
    bench = bench_of(yard.figures, range(teams), [False] * teams, team_of.tolist(), seed=0, penalty=1000)
    return int(bench.totals[COST]) + yard.figures.constant


def _cheapest(program: Program) -> Pairs:
    """Choose the places with the lowest reduced costs."""
    places = program.reduced[:, :-1]
    order = np.argsort(places, axis=None, kind="stable")[:CHOSEN]
    chosen: Pairs = np.zeros_like(program.allowed)
    chosen[order // places.shape[1], order % places.shape[1]] = True
    return chosen & program.allowed
