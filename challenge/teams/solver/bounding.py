"""A proven bound by columns: prices of units (duals) under which no team is cheap, raised round by round.

For any duals the sum of the duals plus, for each problem, its cheapest team's reduced cost bounds every plan from
below (Lagrange): a plan is a choice of teams that seats everybody once.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from challenge.teams.solver.board import FIRST_DEPT, SENIORS
from challenge.teams.solver.columns import Pool, Region
from challenge.teams.solver.figures import Figures, Ints, Longs
from challenge.teams.solver.master import Master
from challenge.teams.solver.patterns import Prices, price_places
from challenge.teams.solver.slate import ENDLESS, Floats, Slate, row_count

WIDEST, NARROWEST, FIRST_WIDTH = 200.0, 2.0, 20.0
"""Of the box around the duals, in tenths of a point."""

REBUILD, SLACK = 12, 150.0
"""After so many rounds the master starts anew with the teams that cost at most the slack more than the cheapest."""

FIRST_STEP, LAST_STEP = 3.0, 0.4
"""Length of the steps of a first climb at its beginning and end, in tenths of a point of a unit's price."""

SHORTER, SHORTEST_STEP = 0.99, 0.03
"""What each step of later climbs is shorter than the one before, as a factor, and the shortest."""

DIRECTION, SCALE, SOFTER = 0.85, 0.98, 0.1
"""Memories of direction and scale, and what is added to the scale: slopes of single rounds point to and fro."""

MOST_STEPS = 400
"""Steps of one climb at most: on small boards they take more time than their pricing tells."""

CLIMBED = 200
"""Steps after which the master program finds more than further steps: before, its prices lie far off."""

STEPS = 20
LEVEL_ROWS = 2
"""Rows of the level, between those of the caps and those that ask for somebody."""

NODES_FIRST, NODES_MOST = 50_000, 3_200_000

WORK_PER_CELL = 0.6
WORK_PER_NODE = 3.0
"""What pricing costs per pair of unit and problem, and per node, in proposals of the search (measured)."""


@dataclass(slots=True)
class Pricer:
    """Finds cheap teams; multipliers of the rules are kept from round to round."""

    figures: Figures
    slate: Slate
    multipliers: Floats = field(init=False)
    work: int = 0

    def __post_init__(self) -> None:
        self.multipliers = np.zeros((len(self.figures.rules.low), row_count(self.figures.rules)))

    def begin(self, rates: Floats) -> None:
        """Take the multipliers from a relaxation: what one more of each feature is worth on each problem."""
        rules = self.figures.rules
        groups = rules.caps.shape[1]
        self.multipliers[:, :groups] = np.maximum(0.0, -rates[FIRST_DEPT : FIRST_DEPT + groups].T)
        for place, seniors in enumerate(rules.seniors):
            asked = [*([SENIORS] if seniors > 0 else []), *rules.needs[place], *rules.wants[place]]
            asked = [feature for feature in asked if feature >= 0]
            first = groups + LEVEL_ROWS
            self.multipliers[place, first : first + len(asked)] = np.maximum(0.0, rates[asked, place])

    def price(self, places: Longs, duals: Floats, upper: Floats, nodes: int) -> Prices:
        """Find the cheapest team of each place below its upper value."""
        units, rules, _ = self.figures
        found = price_places(units, rules, self.slate, places, duals, (upper, self.multipliers, nodes, STEPS))
        self.work += int(len(duals) * len(places) * WORK_PER_CELL + found.nodes.sum() * WORK_PER_NODE)
        return found


class Way:
    """A way along slopes with a memory of direction and scale (Kingma and Ba 2015); `length` is that of a step."""

    def __init__(self, duals: Floats) -> None:
        self.duals, self.length, self.steps = duals, FIRST_STEP, 0
        self._direction, self._scale = np.zeros_like(duals), np.zeros_like(duals)

    def step(self, slope: Floats) -> None:
        """Go on: the further the steadier the slope of a unit was."""
        self.steps += 1
        self._direction = DIRECTION * self._direction + (1.0 - DIRECTION) * slope
        self._scale = SCALE * self._scale + (1.0 - SCALE) * slope * slope
        along = self._direction / (1.0 - DIRECTION**self.steps)
        scale = np.sqrt(self._scale / (1.0 - SCALE**self.steps)) + SOFTER
        self.duals = self.duals + self.length * along / scale


@dataclass(slots=True)
class Ascent:
    """The way up: the best bound and the duals that prove it.

    `bound` is that of the duals `centre`; `lacking` the price of a team that a problem must have.
    """

    pool: Pool
    pricer: Pricer
    centre: Floats
    lacking: float
    bound: float = -ENDLESS
    width: float = FIRST_WIDTH
    nodes: int = NODES_FIRST
    rounds: int = 0
    way: Way | None = None
    master: Master | None = None
    is_done: bool = False

    @property
    def work(self) -> int:
        """What was done since, in proposals of the search."""
        return self.pricer.work

    def whole(self) -> Region:
        """Return the region that is everything."""
        rules = self.pool.figures.rules
        return Region(
            np.ones(len(self.centre), dtype=np.bool_), rules.least.astype(np.int64), rules.most.astype(np.int64)
        )

    def _priced(self, duals: Floats) -> tuple[float, Longs]:
        """Return the bound that duals prove, and the new teams they lead to."""
        rules = self.pool.figures.rules
        upper = np.minimum(self.pool.cheapest(duals), 1e9) + 1e-6
        found = self.pricer.price(np.arange(len(upper)), duals, upper, self.nodes)
        self._open = int((found.low < found.value - 1e-6).sum())
        bound = float(duals.sum() + np.minimum(found.low * rules.least, found.low * rules.most).sum())
        return bound, fresh_teams(self.pool, np.arange(len(upper)), found.found, found.sets)

    def climb(self, work: int, late: Callable[[], bool]) -> None:
        """Take steps along the slope of the bound for so much work: far cheaper than the master program.

        Units without a team become dearer, those in several cheaper. The steps of a first climb end as short as those
        of later ones begin.
        """
        way, start, done = self.way or Way(self.centre), self.work, 0.0
        is_first, self.way = self.way is None, way
        while not late() and done < 1.0:
            bound, _ = self._priced(way.duals)
            if bound > self.bound:
                self.bound, self.centre = bound, way.duals
            slope = self._slope(way.duals)
            if not slope.any():
                return
            if is_first:
                way.length = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** done
            else:
                way.length = max(SHORTEST_STEP, SHORTER * way.length)
            way.step(slope)
            done = max(done + 1.0 / MOST_STEPS, (self.work - start) / work)

    def ascend(self, work: int, late: Callable[[], bool]) -> None:
        """Raise the bound further by so much work: short steps first, then rounds of the master program."""
        start = self.work
        if self.way is None or self.way.steps < CLIMBED:
            self.climb(work, late)
        while not (self.is_done or late()) and self.work - start < work:
            self.round()

    def _slope(self, duals: Floats) -> Floats:
        """Return how often each unit lacks a team when each problem forms its cheapest, below zero if in several."""
        pool, rules = self.pool, self.pool.figures.rules
        reduced = pool.reduced(duals)
        order = np.argsort(reduced, kind="stable")
        places, first = np.unique(pool.places[order], return_index=True)
        winners = order[first]
        times = np.where(reduced[winners] < 0, rules.most[places], rules.least[places])
        seated = np.zeros(len(duals) + 1)
        np.add.at(seated, pool.members[winners], times[:, None].astype(float))
        slope: Floats = 1.0 - seated[:-1]
        return slope

    def round(self) -> None:
        """Solve the master, price its duals, take the better centre."""
        if self.bound == -ENDLESS:
            self.bound, _ = self._priced(self.centre)
        if self.master is None or self.rounds % REBUILD == 0:
            teams = self.pool.within(self.whole(), self.centre, SLACK)
            self.master = Master(self.pool, self.whole(), teams, self.lacking)
        self.rounds += 1
        self.master.box(self.centre, self.width, self.width)
        before = self.master.work
        objective, duals, _ = self.master.run()
        self.pricer.work += self.master.work - before
        bound, fresh = self._priced(duals)
        self.master.add(fresh)
        self._move(objective, bound, duals, len(fresh))

    def _move(self, objective: float, bound: float, duals: Floats, fresh: int) -> None:
        hoped = objective - self.bound
        if bound > self.bound + 0.5 * hoped:
            self.width = min(self.width * 1.5, WIDEST)
        elif bound <= self.bound:
            self.width = max(self.width * 0.8, NARROWEST)
        if bound > self.bound:
            self.bound, self.centre = bound, duals
        if objective - self.bound < 1.0:
            self.is_done = True
        elif fresh < 10 or hoped < 3 * self._open:
            self._dig(fresh)

    def _dig(self, fresh: int) -> None:
        """Search deeper where searches were given up, or look further around when all were finished."""
        if self._open and self.nodes < NODES_MOST:
            self.nodes *= 4
            bound, teams = self._priced(self.centre)
            self.bound = max(self.bound, bound)
            if self.master is not None:
                self.master.add(teams)
        elif fresh == 0:
            self.width *= 2.0
            self.is_done = self.width > WIDEST

    _open: int = 0


def fresh_teams(pool: Pool, places: Longs, found: Longs, sets: Ints) -> Longs:
    """Take the teams that pricing found into the pool; return the numbers of the new ones."""
    before = pool.count
    for at in np.flatnonzero(found).tolist():
        for team in sets[at][: int(found[at])]:
            pool.add(int(places[at]), team)
    return np.arange(before, pool.count)
