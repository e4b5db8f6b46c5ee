"""The stages of a composition: a first plan, the proof, searches from its hints, and improvement to the end.

In each stage two steps run side by side; what they hand over is fixed by counted work, never by the clock.
"""

from dataclasses import dataclass, field
from random import Random

import numpy as np

from challenge.teams.solver.annealing import Aims
from challenge.teams.solver.bench import BEST, NEVER, Bench
from challenge.teams.solver.bounding import Ascent, Pricer
from challenge.teams.solver.columns import Flags, Pool
from challenge.teams.solver.crews import seats_of, teams_of
from challenge.teams.solver.diving import Dive
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.fixing import decide
from challenge.teams.solver.linear import Shares, relax, round_up
from challenge.teams.solver.narrowing import compose_among, widening
from challenge.teams.solver.regions import Neighbourhoods
from challenge.teams.solver.rising import Rise
from challenge.teams.solver.rounding import Places, places_of
from challenge.teams.solver.seats import aims_of, seat_rest, wished_places
from challenge.teams.solver.slate import Floats, slate_of
from challenge.teams.solver.standing import Guide, Standing, Task, prolong, search

HOT, COLD = 40.0, 5.0
"""Temperatures of a first search, in tenths of a point."""

SPANS = ((60.0, 5.0), (24.0, 3.0))
"""Temperatures of searches from places that a relaxation suggests, one after the other."""

WARM, COOL = 8.0, 3.0
"""Temperatures of a search from a good plan."""

LARGE = ((120.0, 5.0), (30.0, 4.0), (30.0, 4.0), (20.0, 3.0))
"""Temperatures of searches on a large board, one after the other."""

HEATS = (20.0, 12.0, 30.0, 16.0)
"""Temperatures at which searches near the best plan begin, one after the other."""

KICK = 900
"""Proposals per unit of one search near the best plan."""

SHORTEST, LONGEST, STARTS = 3_000, 12_000, 5
"""Proposals per unit of one search from the suggested places, and how many of them there should be."""

CLIMBED = 0.8
"""Share of the work on the bound that the first climb gets."""

CHAINED = 8
"""How much work chains may do after a search, in parts of its proposals, at most."""

NEAR, FEW = 40.0, 24
"""Reduced cost below which a unit aims at a problem, and at how many of them chains aim."""

ANYWHERE, RING, LARGE_RING = 0.1, 0.3, 0.6
"""Shares of proposals that look anywhere, and of rings."""

TURNS = 5
"""How often the penalty of broken rules is raised before giving up."""

LACKING = 10_000.0
"""What a missing team costs in the master program."""


@dataclass(slots=True)
class Work:
    """What stages hand to each other.

    `reduced` is what the objective would pay at least for each unit on each problem; `crew` the teams that
    regions improve, whole or not; `undecided` the cost of the plan that `decide` could not better last.
    """

    task: Task
    standing: Standing
    shares: Shares | None = None
    duals: Floats | None = None
    ascent: Ascent | None = None
    aims: Aims | None = None
    guide: Guide | None = None
    rise: Rise | None = None
    crew: list[int] = field(default_factory=list)
    undecided: int | None = None

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

    def lead(self) -> None:
        """Let the relaxation lead chains from now on; not while the first search still runs beside it."""
        assert self.shares is not None
        assert self.duals is not None
        near = [np.flatnonzero(row <= NEAR) for row in self.shares.reduced]
        few = _fewest(self.shares.reduced, near, self.task.seed)
        self.guide = Guide(aims_of(few, self.task.place_of, anywhere=0.0, ring=0.0), self.duals)

    def raise_rates(self, steps: int, heat: tuple[float, float]) -> None:
        """Bound a large board by rates of the relaxation's rows, which also tell where units should sit."""
        if self.rise is None:
            self.rise = Rise(self.task.board, self.task.figures.units.cost)
        self.rise.climb(steps, heat, self._noting_rates)
        self._noting_rates()

    def _noting_rates(self) -> bool:
        if self.rise is not None:
            self.standing.bound = max(self.standing.bound, round_up(self.rise.bound))
        return self._is_over()

    def aim(self) -> None:
        """Let the rates lead searches from now on."""
        assert self.rise is not None
        self.aims = aims_of(self.rise.near(), self.task.place_of, anywhere=ANYWHERE, ring=LARGE_RING)

    def large(self, proposals: int) -> None:
        """Search on a large board from the best plan: once from hot to cold, then from warm to cold."""
        for turn, heat in enumerate(LARGE):
            if self.standing.team_of is not None and self.aims is not None:
                bench = self.task.bench(self.standing.team_of, 7 + turn, self.task.penalty)
                search(self.task, self.standing, bench, self.aims, proposals // len(LARGE), heat)

    def begin(self) -> None:
        """Prepare the proof by columns."""
        assert self.duals is not None
        slate = slate_of(self.task.figures)
        pool = Pool(self.task.figures, slate.sets.shape[1])
        pricer = Pricer(self.task.figures, slate)
        if self.shares is not None:
            pricer.begin(self.shares.rates)
        self.ascent = Ascent(pool, pricer, self.duals, LACKING)
        self._teach()

    def _teach(self) -> None:
        """Take the teams of the best plan into the pool."""
        if self.ascent is not None and self.standing.team_of is not None:
            teams_of(self.ascent.pool, self.task.place_of, self.standing.team_of.tolist())

    def bound(self, work: int) -> None:
        """Raise the bound for the first time: a climb of long steps, then what is best."""
        ascent = self.ascent
        assert ascent is not None
        start = ascent.work
        ascent.climb(int(CLIMBED * work), self._noting)
        self.ascend(work - (ascent.work - start))

    def _noting(self) -> bool:
        """Note the bound; return whether to stop."""
        if self.ascent is not None:
            self.standing.bound = max(self.standing.bound, round_up(self.ascent.bound))
        return self._is_over()

    def ascend(self, work: int) -> None:
        """Raise the bound further for so much work."""
        ascent = self.ascent
        assert ascent is not None
        ascent.ascend(work, self._noting)
        self._noting()

    def dive(self) -> None:
        """Make whole teams of shares, to be the crew."""
        ascent = self.ascent
        assert ascent is not None
        self.crew = Dive(ascent.pool, ascent.pricer, ascent.centre, LACKING).run(ascent.whole(), self._is_over)

    def decide(self) -> None:
        """Decide a small board: a better plan, or the proof that there is none."""
        ascent = self.ascent
        assert ascent is not None
        self.undecided = self.standing.cost
        decide(self.task, self.standing, ascent.pricer, ascent.centre)

    def mend(self, work: int, seed: int) -> None:
        """Compose regions of the crew anew, for so much work."""
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

    def settle(self, team_of: Longs, aims: Aims, proposals: int, heat: tuple[float, float], seed: int) -> int:
        """Search from some seats; when rules stay broken, again with a higher penalty; return the work done."""
        task, penalty, work = self.task, self.task.penalty, 0
        for turn in range(TURNS):
            bench = task.bench(team_of, seed + turn, penalty)
            count = max(1, proposals // (turn + 1))
            search(task, self.standing, bench, aims, count, heat)
            team_of, chained = self._chained(bench, CHAINED * count)
            work += count + chained
            if bench.totals[BEST] < NEVER or task.effort.out_of_time():
                break
            penalty *= 4
        return work

    def _chained(self, bench: Bench, most: int) -> tuple[Longs, int]:
        """Improve the end of a search by chains, once there is a guide; return the seats and the work done."""
        if self.guide is None:
            return bench.team_of.astype(np.int64), 0
        return prolong(self.task, self.standing, bench, self.guide, most)

    def guided(self, proposals: int, seed: int) -> None:
        """Search from the places that the relaxation suggests, several times: each search ends somewhere else."""
        task = self.task
        assert self.shares is not None
        assert self.aims is not None
        suggested = places_of(task.board, self.shares)
        team_of, units = dealt(task, suggested), len(task.board.units)
        turn, each = 0, min(max(proposals // STARTS, SHORTEST * units), LONGEST * units)
        while proposals > 0 and not self._is_over():
            proposals -= self.settle(team_of, self.aims, min(each, proposals), SPANS[turn % len(SPANS)], seed)
            seed, turn = seed + TURNS, turn + 1

    def narrow(self, proposals: int, most: int) -> None:
        """Search for a good plan first, then compose the whole board among places near it and the relaxation."""
        self.guided(proposals, 10)
        assert self.shares is not None
        for choice in widening(self.task, self.standing, self.shares.reduced, most):
            if not self._is_over():
                compose_among(self.task, self.standing, self._with_best(choice.places))

    def _with_best(self, places: Flags) -> Flags:
        """Open the places of the best plan, which may have changed since the choice, as well."""
        team_of = self.standing.team_of
        if team_of is not None:
            places[np.arange(len(places)), self.task.place_of[team_of]] = True
        return places

    def polish(self, proposals: int, seed: int) -> None:
        """Search near the best plan, again and again, each time a little nearer or further."""
        task, team_of, cost = self.task, self.standing.team_of, self.standing.cost
        assert self.aims is not None
        while team_of is not None and proposals > 0 and not self._is_over():
            bench = task.bench(team_of, seed, task.penalty)
            count = min(proposals, KICK * len(team_of))
            search(task, self.standing, bench, self.aims, count, (HEATS[seed % len(HEATS)], COOL))
            seats, work = self._chained(bench, CHAINED * count)
            proposals, seed = proposals - count - work, seed + 1
            team_of, cost = self._nearer(team_of, cost, seats)

    def _nearer(self, team_of: Longs, cost: int, seats: Longs) -> tuple[Longs, int]:
        """Choose between two seatings: the new one if it keeps all rules and is no dearer."""
        bench = self.task.bench(seats, 0, self.task.penalty)
        fresh = int(bench.totals[BEST]) + self.standing.constant
        return (seats, fresh) if fresh <= cost else (team_of, cost)

    def _is_over(self) -> bool:
        return self.task.effort.out_of_time() or self.standing.is_proven()

    def crew_seats(self) -> Longs:
        """Make a plan of the crew: its teams, the others where they fit."""
        task, ascent = self.task, self.ascent
        assert ascent is not None
        team_of = seats_of(ascent.pool, task.place_of, self.crew, len(task.board.units))
        return seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)

    def seat_crew(self, team_of: Longs, proposals: int, seed: int) -> None:
        """Search from the seats of the crew."""
        assert self.aims is not None
        self.settle(team_of, self.aims, proposals, (WARM, COOL), seed)

    def adopt(self) -> None:
        """Make the best plan's teams the crew if they are cheaper than it."""
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


def _fewest(reduced: Floats, near: list[Longs], seed: int) -> list[Longs]:
    """Take the nearest few of each unit's problems; of those equally near any, so that not all take the same."""
    rng = np.random.default_rng(seed)
    return [
        places[np.lexsort((rng.random(len(places)), row[places]))[:FEW]]
        for row, places in zip(reduced, near, strict=True)
    ]


def dealt(task: Task, suggested: Places) -> Longs:
    """Deal units to the teams of their problems, always to the smallest without anybody whom they must avoid."""
    units, counts = task.figures.units, np.maximum(task.figures.rules.least, suggested.teams)
    slots_of_place: dict[int, list[int]] = {}
    for slot, place in enumerate(task.place_of.tolist()):
        slots_of_place.setdefault(place, []).append(slot)
    persons, sizes = units.counts[:, 0].tolist(), [0] * len(task.place_of)
    team_of = np.full(len(persons), -1, dtype=np.int64)
    for unit in sorted(range(len(persons)), key=lambda u: -persons[u]):
        place = suggested.problem_of[unit]
        avoided = set(team_of[units.avoid[units.avoid_from[unit] : units.avoid_from[unit + 1]]].tolist())
        slots = [slot for slot in slots_of_place.get(place, [])[: counts[place]] if slot not in avoided]
        if slots:
            team_of[unit] = slot = min(slots, key=lambda s: sizes[s])
            sizes[slot] += persons[unit]
    return seat_rest(task.figures, task.place_of, task.must, team_of, task.choice)
