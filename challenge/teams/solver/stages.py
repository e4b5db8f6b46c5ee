"""The stages of a composition: a first plan, the proof, whole teams from it, and improvement to the end.

In each stage two steps run side by side; what they hand over is fixed by counted work, never by the clock.
"""

from dataclasses import dataclass, field
from random import Random

import numpy as np

from challenge.teams.solver.annealing import Aims
from challenge.teams.solver.bench import BEST, NEVER
from challenge.teams.solver.bounding import Ascent, Pricer
from challenge.teams.solver.columns import Pool
from challenge.teams.solver.crews import seats_of, teams_of
from challenge.teams.solver.diving import Dive
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.flow import nearest, seat_prices
from challenge.teams.solver.linear import Shares, relax, round_up
from challenge.teams.solver.regions import Neighbourhoods
from challenge.teams.solver.rounding import places_of
from challenge.teams.solver.seats import aims_of, seat_rest, wished_places
from challenge.teams.solver.slate import Floats, slate_of
from challenge.teams.solver.standing import Standing, Task, search

HOT, COLD = 40.0, 5.0
"""Temperatures of a search from places that a relaxation suggests, in tenths of a point."""

WARM, COOL = 8.0, 1.5
"""Temperatures of a search from a good plan."""

HOPED = 3.0
"""How far above the bound of each unit alone the objective of a large board is guessed."""

HEATS = (16.0, 12.0, 20.0, 8.0)
"""Temperatures at which rounds of polishing begin, one after the other."""

NEAR = 40.0
"""Reduced cost below which a unit aims at a problem."""

ANYWHERE, RING = 0.1, 0.3

TURNS = 5
"""How often the penalty of broken rules is raised before giving up."""

LACKING = 10_000.0
"""What a missing team costs in the master program."""


@dataclass(slots=True)
class Work:
    """What stages hand to each other.

    `reduced` is what the objective would pay at least for each unit on each problem; `crew` the teams of the last
    dive, whole or not.
    """

    task: Task
    standing: Standing
    shares: Shares | None = None
    duals: Floats | None = None
    ascent: Ascent | None = None
    aims: Aims | None = None
    crew: list[int] = field(default_factory=list)
    rounds: int = 0

    # The steps of the proving side.

    def relax(self) -> None:
        """Solve the linear relaxation: a first bound, and where units should sit."""
        master, shares = relax(self.task.board, self.task.seed)
        self.duals = np.array(master.solver.getSolution().row_dual)[: master.units]
        self.shares = shares
        self.standing.bound = max(self.standing.bound, shares.bound)
        self.standing.lacking = shares.lacking
        near = [np.flatnonzero(row <= NEAR) for row in shares.reduced]
        self.aims = aims_of(near, self.task.place_of, anywhere=ANYWHERE, ring=RING)

    def price_seats(self) -> None:
        """Bound a large board by prices of seats, which also tell where units should sit."""
        figures = self.task.figures
        bound, prices = seat_prices(figures, HOPED * self.standing.bound, self.task.effort.out_of_time)
        self.standing.bound = max(self.standing.bound, round_up(bound))
        near = nearest(figures, prices, 3 * NEAR)
        self.aims = aims_of(near, self.task.place_of, anywhere=ANYWHERE, ring=RING)

    def large(self, proposals: int) -> None:
        """Search on a large board from the best plan, from hot to cold."""
        if self.standing.team_of is not None and self.aims is not None:
            bench = self.task.bench(self.standing.team_of, 7, self.task.penalty)
            search(self.task, self.standing, bench, self.aims, proposals, (3 * HOT, COLD))

    def begin(self) -> None:
        """Prepare the proof by columns."""
        assert self.duals is not None
        slate = slate_of(self.task.figures)
        pool = Pool(self.task.figures, slate.sets.shape[1])
        self.ascent = Ascent(pool, Pricer(self.task.figures, slate), self.duals, LACKING)
        self._teach()

    def _teach(self) -> None:
        """Take the teams of the best plan into the pool."""
        if self.ascent is not None and self.standing.team_of is not None:
            teams_of(self.ascent.pool, self.task.place_of, self.standing.team_of.tolist())

    def ascend(self, work: int) -> None:
        """Raise the bound by so much work."""
        ascent = self.ascent
        assert ascent is not None
        start = ascent.work
        while not (ascent.is_done or self.task.effort.out_of_time()) and ascent.work - start < work:
            ascent.round()
            self.standing.bound = max(self.standing.bound, round_up(ascent.bound))

    def dive(self) -> None:
        """Make whole teams of the master program's shares."""
        ascent = self.ascent
        assert ascent is not None
        dive = Dive(ascent.pool, ascent.pricer, ascent.centre, LACKING)
        self.crew = dive.run(ascent.whole(), self.task.effort.out_of_time, ascent.master)

    def mend(self, work: int, seed: int) -> None:
        """Compose regions of the last dive anew, for so much work."""
        ascent, shares = self.ascent, self.shares
        assert ascent is not None
        assert shares is not None
        dive = Dive(ascent.pool, ascent.pricer, ascent.centre, LACKING, few=40)
        around = Neighbourhoods(self.task.figures, ascent.pool, dive, shares.reduced)
        rng = Random(self.task.seed * 1000 + seed)
        # A better bound first: its duals tell where teams are too dear.
        self.ascend(work // 2)
        end = ascent.work + work - work // 2
        while ascent.work < end and not self.task.effort.out_of_time() and not self.standing.is_proven():
            self.crew = around.improve(self.crew, rng)

    # The steps of the searching side.

    def first(self, proposals: int) -> None:
        """Find a valid plan without any guidance."""
        task = self.task
        nobody = np.full(len(task.board.units), -1, dtype=np.int64)
        team_of = seat_rest(task.figures, task.place_of, task.must, nobody, task.choice)
        aims = aims_of(wished_places(task.figures), task.place_of, anywhere=0.3, ring=0.1)
        self.settle(team_of, aims, proposals, (HOT * 3, COLD), 1)

    def settle(self, team_of: Longs, aims: Aims, proposals: int, heat: tuple[float, float], seed: int) -> None:
        """Search from some seats; when rules stay broken, again with a higher penalty."""
        task, penalty = self.task, self.task.penalty
        for turn in range(TURNS):
            bench = task.bench(team_of, seed + turn, penalty)
            search(task, self.standing, bench, aims, max(1, proposals // (turn + 1)), heat)
            if bench.totals[BEST] < NEVER or task.effort.out_of_time():
                return
            team_of, penalty = bench.team_of.astype(np.int64), penalty * 4

    def guided(self, proposals: int, seed: int) -> None:
        """Search from the places that the relaxation suggests."""
        task = self.task
        assert self.shares is not None
        assert self.aims is not None
        suggested = places_of(task.board, self.shares)
        team_of = _dealt(task, suggested.problem_of)
        self.settle(team_of, self.aims, proposals, (HOT, COLD), seed)

    def polish(self, proposals: int, seed: int) -> None:
        """Search near the best plan, each time a little nearer or further."""
        assert self.aims is not None
        if self.standing.team_of is not None:
            bench = self.task.bench(self.standing.team_of, seed, self.task.penalty)
            search(self.task, self.standing, bench, self.aims, proposals, (HEATS[seed // 100 % len(HEATS)], COOL))

    def seat_crew(self, proposals: int, seed: int) -> None:
        """Make a plan of the last dive: its teams, the others where they fit, then a search."""
        task, ascent = self.task, self.ascent
        assert ascent is not None
        assert self.aims is not None
        team_of = seats_of(ascent.pool, task.place_of, self.crew, len(task.board.units))
        team_of = seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)
        self.settle(team_of, self.aims, proposals, (WARM, COOL), seed)

    def adopt(self) -> None:
        """Go on from the best plan's teams if they are cheaper than those of the last dive."""
        ascent, best = self.ascent, self.standing.team_of
        if ascent is None or best is None:
            return
        crew = teams_of(ascent.pool, self.task.place_of, best.tolist())
        if not self.crew or self._value(crew) < self._value(self.crew):
            self.crew = crew

    def _value(self, crew: list[int]) -> float:
        ascent, shares = self.ascent, self.shares
        assert ascent is not None
        assert shares is not None
        dive = Dive(ascent.pool, ascent.pricer, ascent.centre, LACKING)
        return Neighbourhoods(self.task.figures, ascent.pool, dive, shares.reduced).value(crew)


def _dealt(task: Task, problem_of: tuple[int, ...]) -> Longs:
    """Deal units to the teams of their problems, always to the smallest."""
    teams_of_place: dict[int, list[int]] = {}
    for slot, place in enumerate(task.place_of.tolist()):
        teams_of_place.setdefault(place, []).append(slot)
    persons, sizes = task.figures.units.counts[:, 0].tolist(), [0] * len(task.place_of)
    wanted = np.bincount(np.array(problem_of), weights=persons, minlength=len(task.figures.rules.low))
    team_of = np.full(len(problem_of), -1, dtype=np.int64)
    for unit in sorted(range(len(problem_of)), key=lambda u: -persons[u]):
        place = problem_of[unit]
        rules = task.figures.rules
        count = max(int(rules.least[place]), -(-int(wanted[place]) // max(1, int(rules.high[place]))))
        slots = teams_of_place.get(place, [])[:count]
        if slots:
            team_of[unit] = slot = min(slots, key=lambda s: sizes[s])
            sizes[slot] += persons[unit]
    return seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)
