"""Improvement of a few teams at a time: their units are free, cheap teams are priced, the best choice is proven.

Large neighbourhoods (Shaw 1998) with column generation inside. The seed of a region is a team that costs more than
its problem's cheapest under the best duals: the sum of these excesses over all teams is exactly the gap.
"""

from random import Random

import numpy as np

from challenge.teams.solver.columns import Flags, Pool, Region
from challenge.teams.solver.diving import FINE, LEEWAY, Dive
from challenge.teams.solver.figures import Figures, Ints, Longs
from challenge.teams.solver.model import never
from challenge.teams.solver.slate import Floats

SIZE = 22
"""Teams in a region."""

NEAR = 40.0
"""Reduced cost below which a unit's other problems belong to the neighbourhood of its team."""


class Neighbourhoods:
    """Draws regions around expensive teams and puts better ones in their place.

    Args:
        figures: the board.
        pool: all teams.
        dive: how a region is composed anew.
        reduced: what the objective would pay at least for each unit on each problem.
    """

    def __init__(self, figures: Figures, pool: Pool, dive: Dive, reduced: Floats) -> None:
        self.figures, self.pool, self.dive = figures, pool, dive
        self.near = [np.flatnonzero(row < NEAR) for row in reduced]

    def improve(self, teams: list[int], rng: Random) -> list[int]:
        """Return the teams with one region composed anew, if that is cheaper; the same list otherwise.

        Units that no team holds and problems that lack a team belong to the region and are fined.
        """
        left = self.left(teams)
        drawn = set(self._draw(teams, left, rng))
        kept = [team for k, team in enumerate(teams) if k not in drawn]
        region = self._region(teams, kept)
        self.dive.leeway = FINE if len(left) else LEEWAY
        found = self.dive.run(region, never)
        return kept + found if self.value(kept + found) < self.value(teams) - 0.5 else teams

    def left(self, teams: list[int]) -> Longs:
        """Return the units that no team holds."""
        seated = np.append(np.zeros(len(self.near), dtype=np.bool_), False)
        seated[self.pool.members[teams]] = True
        return np.flatnonzero(~seated[:-1])

    def value(self, teams: list[int]) -> float:
        """Return the cost of some teams, with fines for units left over and for missing teams."""
        rules = self.figures.rules
        counted = np.bincount(self.pool.places[teams], minlength=len(rules.low))
        missing = np.maximum(0, rules.least - counted).sum()
        return float(self.pool.costs[teams].sum() + FINE * (len(self.left(teams)) + missing))

    def _draw(self, teams: list[int], left: Longs, rng: Random) -> list[int]:
        """Choose the teams of a region, as positions in the list: a seed and teams its units would like."""
        at: dict[int, list[int]] = {}
        for k, team in enumerate(teams):
            at.setdefault(int(self.pool.places[team]), []).append(k)
        drawn = self._liked(rng.choice(left.tolist()), at, rng, 6) if len(left) else [self._seed(teams, rng)]
        for k in drawn:
            if len(drawn) >= SIZE:
                break
            for unit in self._units(teams[k]).tolist():
                drawn += [s for s in self._liked(unit, at, rng, 1) if s not in drawn]
        return drawn[: SIZE + 4]

    def _liked(self, unit: int, at: dict[int, list[int]], rng: Random, count: int) -> list[int]:
        """Return the teams of a few problems near a unit."""
        options = self.near[unit]
        picked = {int(options[rng.randrange(len(options))]) for _ in range(count)} if len(options) else set()
        return [k for place in sorted(picked) for k in at.get(place, ())]

    def _seed(self, teams: list[int], rng: Random) -> int:
        duals, places = self.dive.centre, self.pool.places[teams]
        excess = self.pool.reduced(duals)[teams] - self.pool.cheapest(duals)[places]
        weights = np.cumsum(np.maximum(excess, 0.0) + 1.0)
        return int(np.searchsorted(weights, rng.random() * weights[-1]))

    def _units(self, team: int) -> Ints:
        members: Ints = self.pool.members[team][self.pool.members[team] >= 0]
        return members

    def _region(self, teams: list[int], kept: list[int]) -> Region:
        rules, places = self.figures.rules, self.pool.places
        counted = np.bincount(places[teams], minlength=len(rules.low))
        staying = np.bincount(places[kept], minlength=len(rules.low))
        opened = (counted > staying) | (counted < rules.least)
        return Region(
            self._free(kept),
            np.where(opened, np.maximum(0, rules.least - staying), 0).astype(np.int64),
            np.where(opened, rules.most - staying, 0).astype(np.int64),
        )

    def _free(self, kept: list[int]) -> Flags:
        free = np.ones(len(self.near) + 1, dtype=np.bool_)
        free[self.pool.members[kept]] = False
        return free[:-1]
