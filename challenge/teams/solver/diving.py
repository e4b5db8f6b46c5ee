"""From fractional teams to whole ones: fix what is nearly whole, price the rest anew, end with an integer program."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from challenge.teams.solver.bounding import Pricer, fresh_teams
from challenge.teams.solver.columns import Pool, Region
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.master import Master
from challenge.teams.solver.slate import Floats

NEARLY = 0.7
"""Shares above this are fixed."""

AT_LEAST = 0.02
"""Part of the open problems of which a team is fixed in each round, however small its share."""

LEEWAY = 100.0
"""How far duals may stray from the centre while diving, in tenths of a point."""

FINE = 3_000.0
"""What a unit that stays over costs in the end."""

SLACK = 200.0
NODES = 20_000
FEW_PLACES = 5
WHOLE_NODES = 60


@dataclass(slots=True)
class Dive:
    """One way down.

    Args:
        pool: all teams; grows.
        pricer: finds further ones.
        centre: good duals, one per unit.
        lacking: what a missing team costs.
        pricings: rounds of pricing between two rounds of fixing.
    """

    pool: Pool
    pricer: Pricer
    centre: Floats
    lacking: float
    pricings: int = 2
    few: int = FEW_PLACES
    leeway: float = LEEWAY

    def run(self, region: Region, late: Callable[[], bool]) -> list[int]:
        """Choose teams of the pool for a region; they may leave units over and problems without."""
        chosen: list[int] = []
        while region.free.any() and (region.most > 0).any() and not late():
            master = Master(self.pool, region, self.pool.within(region, self.centre, SLACK), self.lacking)
            master.box(self.centre, self.leeway, self.leeway)
            shares = self._priced(master, region)
            if len(master.places) <= self.few:
                master.box(self.centre, FINE, FINE)
                chosen += master.whole(WHOLE_NODES).tolist()
            self.pricer.work += master.work
            if len(master.places) <= self.few:
                return chosen
            picked = self._pick(master, shares, region)
            if not picked:
                break
            chosen += picked
            region = self._rest(region, picked)
        return chosen

    def _priced(self, master: Master, region: Region) -> Floats:
        """Price the region a few times; return the shares of the teams."""
        places = np.flatnonzero(region.most > 0)
        for _ in range(self.pricings):
            _, duals, problems = master.run()
            found = self.pricer.price(places, duals, problems - 1e-3, NODES)
            fresh = fresh_teams(self.pool, places, found.found, found.sets)
            if not len(fresh):
                return master.shares()
            master.add(fresh)
        master.run()
        return master.shares()

    def _pick(self, master: Master, shares: Floats, region: Region) -> list[int]:
        """Choose the teams with the largest shares that exclude each other not."""
        free, most = region.free.copy(), region.most.copy()
        at_least = max(1, int(len(master.places) * AT_LEAST))
        picked: list[int] = []
        for k in np.argsort(-shares, kind="stable"):
            if shares[k] < 1e-6 or (shares[k] <= NEARLY and len(picked) >= at_least):
                break
            team = int(master.teams[k])
            units, place = self._units(team), self.pool.places[team]
            if free[units].all() and most[place] > 0:
                free[units] = False
                most[place] -= 1
                picked.append(team)
        return picked

    def _units(self, team: int) -> Longs:
        members: Longs = self.pool.members[team][self.pool.members[team] >= 0].astype(np.int64)
        return members

    def _rest(self, region: Region, picked: list[int]) -> Region:
        free, least, most = region.free.copy(), region.least.copy(), region.most.copy()
        for team in picked:
            free[self._units(team)] = False
            most[self.pool.places[team]] -= 1
            least[self.pool.places[team]] = max(0, least[self.pool.places[team]] - 1)
        return Region(free, least, most)
