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

HOPED = 1.012
"""How far above the best bound the steps of a climb aim, as a factor."""

FIRST_STEP, LAST_STEP = 0.2, 0.02
"""Length of the steps of a climb at its beginning and end, in parts of what would lead to the hoped bound."""

CLOSE = 1e-6

MOST_STEPS = 400
"""Steps of one climb at most."""

MEMORY = 0.8
"""Weight of the former direction in the next one: slopes of single rounds point to and fro."""

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
        """Take steps along the slope of the bound for so much work (Polyak 1969): far cheaper than the master program.

        Units without a team become dearer, those in several cheaper.
        """
        start, duals, direction, done = self.work, self.centre, np.zeros_like(self.centre), 0.0
        while not late() and done < 1.0:
            bound, _ = self._priced(duals)
            if bound > self.bound:
                self.bound, self.centre = bound, duals
            direction = MEMORY * direction + (1.0 - MEMORY) * self._slope(duals)
            norm = float(direction @ direction)
            if norm < CLOSE:
                return
            length = FIRST_STEP * (LAST_STEP / FIRST_STEP) ** done
            hoped = max(1.0, HOPED * self.bound - bound)
            duals = duals + length * hoped / norm * direction
            done = max(done + 1.0 / MOST_STEPS, (self.work - start) / work)

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
