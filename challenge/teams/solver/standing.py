"""What all steps of one composition share: the puzzle, the effort, the best so far."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock

import numpy as np

from challenge.teams.solver.annealing import Aims, anneal
from challenge.teams.solver.arcs import arcs_of
from challenge.teams.solver.bench import BEST, FAULTS, NEVER, Bench, bench_of
from challenge.teams.solver.board import Board
from challenge.teams.solver.chains import LOOKS, WORK_PER_LOOK, beam_of, descend
from challenge.teams.solver.figures import Figures, Ints, Longs
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.solver.model import Effort, Progress
from challenge.teams.solver.slate import Floats

CHUNK, CHUNK_LOOKS = 400_000, 5_000_000
"""Proposals, or links looked at, between two looks at the deadline."""

OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Task:
    """The puzzle and the effort.

    `place_of` and `must` describe the teams that may exist; `choice` counts the open problems of each unit.
    """

    board: Board
    figures: Figures
    place_of: Ints
    must: list[bool]
    choice: Longs
    seed: int
    effort: Effort
    on_progress: OnProgress

    @property
    def penalty(self) -> int:
        """What one broken rule costs at first: twice as much as a student on an unwished problem."""
        weights = self.board.weights
        return 2 * max(1, weights.unwished, *weights.rank_cost, weights.wanted_dept_missing)

    def bench(self, team_of: Longs, seed: int, penalty: int) -> Bench:
        """Seat everybody for a search with chance of its own."""
        return bench_of(
            self.figures,
            self.place_of.tolist(),
            self.must,
            team_of.tolist(),
            seed=self.seed * 1000 + seed,
            penalty=penalty,
        )


@dataclass(slots=True)
class Standing:
    """The best so far; written by the steps, which may run side by side.

    `cost` counts only when `team_of` is there. `lacking` is what the relaxation had to do without.
    """

    bound: int
    constant: int
    lacking: tuple[Relaxation, ...] = ()
    team_of: Longs | None = None
    cost: int = 0
    done_share: float = 0.0
    lock: Lock = field(default_factory=Lock)

    def is_proven(self) -> bool:
        """Whether the plan in hand is proven the best."""
        return self.team_of is not None and self.cost <= self.bound

    def take(self, bench: Bench) -> None:
        """Keep the best seating of a search if it is better."""
        cost = int(bench.totals[BEST])
        if cost >= NEVER:
            return
        cost += self.constant
        with self.lock:
            if self.team_of is None or cost < self.cost:
                self.team_of, self.cost = bench.best_of.astype("int64"), cost

    def progress(self) -> Progress:
        """Return how far the composition is."""
        with self.lock:
            cost = self.cost if self.team_of is not None else None
            return Progress(cost, self.bound if cost is None else min(self.bound, cost), self.done_share)


def search(task: Task, standing: Standing, bench: Bench, aims: Aims, proposals: int, heat: tuple[float, float]) -> None:
    """Anneal in chunks, keeping the best in the standing; ends when it is late or nothing better can exist."""
    hot, cold = heat
    for done in range(0, proposals, CHUNK):
        if task.effort.out_of_time() or standing.is_proven():
            return
        count = min(CHUNK, proposals - done)
        ends = [hot * (cold / hot) ** (at / proposals) for at in (done, done + count)]
        anneal(task.figures.units, task.figures.rules, bench, aims, count, (ends[0], ends[1]))
        standing.take(bench)


@dataclass(frozen=True, slots=True)
class Guide:
    """What leads chains: the few best problems of each unit as aims, and the units' duals."""

    aims: Aims
    duals: Floats


def prolong(task: Task, standing: Standing, bench: Bench, guide: Guide, most: int) -> tuple[Longs, int]:
    """Improve a finished search by long chains until there are none, it is late or the work is done.

    Args:
        task: the puzzle.
        standing: takes the result.
        bench: where the search ended; the best seating it met counts when the last one breaks rules.
        guide: what leads the chains.
        most: work, in proposals of the search.

    Returns:
        The seats at the end, which may break as many rules as before at most, and the work done.
    """
    if bench.totals[FAULTS] and bench.totals[BEST] < NEVER:
        bench = task.bench(bench.best_of.astype(np.int64), 0, bench.penalty)
    arcs, beam = arcs_of(bench, guide.aims, guide.duals), beam_of(len(guide.duals))
    done = False
    while not (done or task.effort.out_of_time()) and beam.counts[LOOKS] * WORK_PER_LOOK < most:
        done = descend(task.figures.units, task.figures.rules, bench, arcs, beam, CHUNK_LOOKS)
        standing.take(bench)
    return bench.team_of.astype(np.int64), int(beam.counts[LOOKS] * WORK_PER_LOOK)
