"""A bound for boards too large for a linear program: its rows' rates, raised along the slope of a smoothed bound.

Each unit takes shares of its cheap places instead of the cheapest alone (entropy; Nesterov 2005), the less spread the
colder it gets; steps keep a memory of direction and of scale (Kingma and Ba 2015). Most steps look at each unit's
promising places only; from time to time all places are priced, which alone proves a bound, and listed anew.
"""

from collections.abc import Callable

import numpy as np

from challenge.teams.solver.board import Board
from challenge.teams.solver.figures import Ints, Longs
from challenge.teams.solver.rates import Floats, lists_of, rows_of, settle, share_out

LISTED = 48
"""How many promising problems a unit has, at most."""

MARGIN = 150.0
"""How much dearer than the cheapest a promising place is, at most, in tenths of a point."""

BLOCK = 20
"""Steps between two looks at all places."""

DIRECTION, SCALE, SOFTER = 0.9, 0.99, 0.1
"""Memories of direction and scale, and what is added to the scale."""

LENGTH = 0.25
"""Length of a step, in parts of the temperature."""


class Rise:
    """The way up; `bound` is proven by `best`, one row per problem and one column per feature."""

    def __init__(self, board: Board, cost: Ints) -> None:
        self.rows = rows_of(board, cost)
        self.lists = lists_of(self.rows, LISTED)
        self.rates: Floats = np.zeros_like(self.rows.low)
        self.best, self.bound = self.rates, -np.inf
        self.steps = 0
        self._held, self._value = np.zeros_like(self.rates), np.zeros(len(self.rates))
        self._direction, self._scale = np.zeros_like(self.rates), np.zeros_like(self.rates)

    def climb(self, steps: int, heat: tuple[float, float], late: Callable[[], bool]) -> None:
        """Take so many steps from hot to cold; ends early only when it is late."""
        hot, cold = heat
        self.prove()
        for step in range(steps):
            if late():
                return
            warm = hot * (cold / hot) ** (step / steps)
            self._step(warm)
            if (step + 1) % BLOCK == 0 or step + 1 == steps:
                self.prove()

    def prove(self) -> None:
        """Price all places, note the bound and list the promising places anew."""
        worth = np.where(self.rates > 0, self.rows.cap, self.rows.ask) * self.rates
        team = self.rows.base - worth.sum(axis=1)
        teams = float(np.minimum(team * self.rows.least, team * self.rows.most).sum())
        turned = np.ascontiguousarray(self.rates.T)
        bound = teams + settle(self.rows, turned, self.lists, MARGIN, self._value)
        if bound > self.bound:
            self.best, self.bound = self.rates, bound

    def _slope(self) -> Floats:
        """Return how much too much each problem holds of each feature, below zero for too little; nothing outside."""
        rows, rates = self.rows, self.rates
        worth = np.where(rates > 0, rows.cap, rows.ask) * rates
        teams = np.where(rows.base < worth.sum(axis=1), rows.most, rows.least)[:, None]
        over, under = self._held - teams * rows.cap, self._held - teams * rows.ask
        slope = np.where(rates > 0, over, under)
        slope = np.where(rates == 0, np.maximum(over, 0.0) + np.minimum(under, 0.0), slope)
        outward = ((rates >= rows.high) & (slope > 0)) | ((rates <= rows.low) & (slope < 0))
        return np.where(outward, 0.0, slope)

    def _step(self, heat: float) -> None:
        share_out(self.rows, self.rates, self.lists, self._held, heat)
        slope, before = self._slope(), self.rates
        self.steps += 1
        self._direction = DIRECTION * self._direction + (1.0 - DIRECTION) * slope
        self._scale = SCALE * self._scale + (1.0 - SCALE) * slope * slope
        along = self._direction / (1.0 - DIRECTION**self.steps)
        scale = np.sqrt(self._scale / (1.0 - SCALE**self.steps)) + SOFTER
        rates = before + LENGTH * heat * along / scale
        # Zero is where a cap ends and an asking begins: no step jumps over it.
        self.rates = np.clip(np.where(before * rates < 0, 0.0, rates), self.rows.low, self.rows.high)

    def near(self) -> list[Longs]:
        """List the promising problems of each unit."""
        pairs = zip(self.lists.place, self.lists.length.tolist(), strict=True)
        return [places[:count].astype(np.int64) for places, count in pairs]
