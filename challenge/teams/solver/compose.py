"""Compose teams: the way from an instance to a plan.

Quick places and a short search give a first valid plan; the linear relaxation proves a bound and says where units
should sit; an integer program makes these places whole; a search repairs single teams and improves all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

import numpy as np

from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.check import check, parts_of
from challenge.teams.solver.exact import exact_reasons, exact_seats, is_small
from challenge.teams.solver.impossible import Impossible, Relaxation
from challenge.teams.solver.linear import relax, round_up
from challenge.teams.solver.model import Effort, Instance, Parts, Placement, Plan, Progress, never
from challenge.teams.solver.pricing import Pricing
from challenge.teams.solver.reasons import reasons_of
from challenge.teams.solver.repair import repair
from challenge.teams.solver.rounding import Depth, Places, round_shares
from challenge.teams.solver.search import (
    IN_A_RING,
    Costs,
    Search,
    cost_rows,
    promising_teams,
    sibling_teams,
    wished_teams,
)
from challenge.teams.solver.seating import Seating
from challenge.teams.solver.start import quick_places, seat, team_numbers

FIRST_SHARE = 0.1
"""Part of the effort that the quick start may use at most."""

FIRST_LEAST = 400
"""Proposals per unit that the quick start may use whatever the effort: a valid plan late is better than none."""

RELAX_PER_CELL = 3.0
"""What the relaxation costs, in proposals per pair of a unit and a problem (measured, rounded up)."""

HEAT, COLD = 12.0, 1.5
"""Temperatures of the improving search, in tenths of a point."""

TURNS = 4
"""How often the penalty of broken rules is raised before giving up."""

STIFF = 64
"""How many times heavier broken rules weigh when the places come from no program."""

OnProgress = Callable[[Progress], None]
Guide = Callable[[Seating], list[list[int]]]


@dataclass(frozen=True, slots=True)
class Task:
    """What all steps of one composition share."""

    board: Board
    costs: Costs
    rng: Random
    effort: Effort
    on_progress: OnProgress

    def by_wish(self, seating: Seating) -> list[list[int]]:
        """List the teams that each unit wishes."""
        return wished_teams(self.costs, seating)

    @property
    def penalty(self) -> int:
        """What one broken rule costs at first: as much as a student on an unwished problem."""
        weights = self.board.weights
        return max(1, weights.unwished, *weights.rank_cost, weights.wanted_dept_missing)


@dataclass(slots=True)
class Standing:
    """The best so far; `lacking` is what the relaxation had to do without."""

    bound: int
    lacking: tuple[Relaxation, ...] = ()
    problem_of: list[int] | None = None
    team_of: list[int] | None = None
    cost: int = 0

    def is_proven(self) -> bool:
        """Whether the plan in hand is proven the best."""
        return self.team_of is not None and self.cost <= self.bound

    def take(self, search: Search) -> None:
        """Keep the result of a search if it is valid and better."""
        if search.best is not None and (self.team_of is None or search.best_cost < self.cost):
            self.problem_of = search.seating.problem_of
            self.team_of, self.cost = search.best, search.best_cost


def ignore(_: Progress) -> None:
    """Take no notice of progress."""


def compose(
    instance: Instance,
    *,
    seed: int,
    effort: Effort,
    on_progress: OnProgress | None = None,
    baseline: Plan | None = None,
) -> Plan:
    """Compose teams that keep every hard rule, at a low objective.

    Args:
        instance: who, on what, under which rules.
        seed: the only source of chance; equal seeds, instances and efforts give equal plans unless time runs out.
        effort: how much work to do.
        on_progress: told after each step.
        baseline: an older plan of nearly the same instance; the result then moves as few students as the method
            finds and improves nothing else.

    Raises:
        Impossible: no plan can keep the rules or none was found. The relaxations are then
            the smallest set that an elastic model finds (small instances), or what the linear relaxation had to do
            without, or `not_found` when it had everything.
    """
    board = board_of(instance)
    reasons = reasons_of(board)
    if reasons:
        raise Impossible(reasons)
    if not board.people:
        return Plan((), 0, 0, Parts())
    task = Task(board, cost_rows(board), Random(seed), effort, on_progress or ignore)
    if baseline is not None:
        repaired = repair(board, baseline, Random(seed), effort)
        if repaired is not None:
            return plan_of(board, repaired.problem_of, repaired.team_of, plain_bound(board), repaired.team_no)
    standing = _first(task)
    _improve(task, standing, seed)
    if standing.team_of is None:
        _settle(task, standing)
    if standing.team_of is None or standing.problem_of is None:
        raise Impossible(standing.lacking or (Relaxation("not_found", 1),))
    return plan_of(board, standing.problem_of, standing.team_of, standing.bound)


def plain_bound(board: Board) -> int:
    """Return the bound that looks at each unit alone: its cheapest allowed problem."""
    cheapest = np.where(board.allowed, board.cost, np.iinfo(np.int32).max).min(axis=1, initial=np.iinfo(np.int32).max)
    return round_up(float(cheapest.sum(dtype=np.int64)))


def _first(task: Task) -> Standing:
    """Find a valid plan fast, with a bound of each unit alone; all effort goes here when a relaxation is too dear."""
    board, effort = task.board, task.effort
    standing = Standing(plain_bound(board))
    places = quick_places(board, task.costs, task.rng)
    share = FIRST_SHARE if _can_relax(task) else 1.0
    _search(task, standing, places, max(int(effort.proposals * share), FIRST_LEAST * len(board.units)))
    _tell(task, standing, share)
    return standing


def _can_relax(task: Task) -> bool:
    """Say whether the relaxation takes at most half of the effort, and can tell anything.

    Without wishes any place is as good as another.
    """
    price = int(task.board.allowed.size * RELAX_PER_CELL)
    return price * 2 <= task.effort.proposals and bool(task.board.cost.any())


def _tell(task: Task, standing: Standing, done: float) -> None:
    found = standing.cost if standing.team_of is not None else None
    task.on_progress(Progress(found, standing.bound, done))


def _improve(task: Task, standing: Standing, seed: int) -> None:
    """Spend the rest of the effort on relaxation, whole places and search."""
    effort, cells = task.effort, task.board.allowed.size
    if standing.is_proven() or not _can_relax(task) or effort.out_of_time():
        return
    left = int(effort.proposals * (1.0 - FIRST_SHARE) - cells * RELAX_PER_CELL)
    master, shares = relax(task.board, seed)
    standing.bound, standing.lacking = max(standing.bound, shares.bound), shares.lacking
    _tell(task, standing, 0.3)
    if standing.is_proven():
        return
    depth, more = _depth(cells, effort)
    places = round_shares(master, shares, depth, seconds=effort.seconds * 0.4)
    _tell(task, standing, 0.5)
    near = task.board.weights.unwished / 15
    _search(task, standing, places, left - more, lambda s: promising_teams(shares.reduced, s, near))
    _tell(task, standing, 1.0)


def _settle(task: Task, standing: Standing) -> None:
    """Find out for sure on a small board: a plan to improve, or the smallest relaxations."""
    board, seconds = task.board, max(1.0, task.effort.seconds / 4)
    if not is_small(board):
        return
    seats = exact_seats(board, seconds)
    if seats is None:
        standing.lacking = exact_reasons(board, seconds) or standing.lacking
        return
    seating = Seating(board, Pricing(board, task.penalty), seats.problem_of, seats.team_of)
    search = Search(seating, task.costs, task.by_wish(seating), task.rng, floor=standing.bound)
    standing.take(search.run(task.effort.proposals // 4, (HEAT, COLD), task.effort.out_of_time))


def _depth(cells: int, effort: Effort) -> tuple[Depth, int]:
    """Choose how much the integer program may change, and what that costs in proposals (measured, with a margin)."""
    size = cells / 264_000
    near, free = size**2.5 * 1_000_000, size * 4_000_000
    if effort.proposals > 3 * free:
        return Depth.FREE, int(free)
    if effort.proposals > 4 * near:
        return Depth.NEAR, int(near)
    return Depth.FIXED, 0


def _search(task: Task, standing: Standing, places: Places, proposals: int, guide: Guide | None = None) -> None:
    """Deal places to teams, repair them and improve; a stiffer penalty follows when rules stay broken.

    Without a guide units try what they wish, and rules weigh heavily from the start: places that no program chose
    break many, and wishes are far from settled anyway.
    """
    board, costs, rng, late = task.board, task.costs, task.rng, task.effort.out_of_time
    penalty, heat = (task.penalty, HEAT) if guide else (task.penalty * STIFF, HEAT * 5)
    seating = seat(board, Pricing(board, penalty), places, costs)
    Search(seating, costs, sibling_teams(seating), rng, strict=True).run(proposals // 20, (30.0, 1.0), late)
    for turn in range(TURNS):
        targets = guide(seating) if guide else task.by_wish(seating)
        search = Search(seating, costs, targets, rng, floor=standing.bound)
        search.ring_share = IN_A_RING if guide else 0.0
        search.until_valid(proposals // 4, heat * 2**turn, late if guide else never)
        if search.best is not None:
            standing.take(search.run(proposals * 2 // 3, (heat, COLD), late))
            return
        penalty *= 4
        seating = Seating(board, Pricing(board, penalty), seating.problem_of, seating.team_of)


def plan_of(
    board: Board,
    problem_of: list[int],
    team_of: list[int],
    bound: int,
    team_no: list[int] | None = None,
) -> Plan:
    """Write a seating down as a plan and judge it independently.

    Raises:
        AssertionError: the plan breaks a rule; a fault of this package, never of the input.
    """
    numbers = team_no or team_numbers(board, problem_of, team_of)
    placements = []
    for unit, team in zip(board.units, team_of, strict=True):
        problem_id = board.problems[problem_of[team]].problem_id
        placements += [Placement(board.people[m].student_id, problem_id, numbers[team]) for m in unit.members]
    order = {person.student_id: k for k, person in enumerate(board.people)}
    placed = tuple(sorted(placements, key=lambda place: order[place.student_id]))
    draft = Plan(placed, 0, 0, Parts())
    broken = check(board.instance, draft)
    if broken:
        raise AssertionError(f"composed a plan that breaks {broken[0]}")
    parts = parts_of(board.instance, draft)
    return Plan(placed, parts.total, min(bound, parts.total), parts)
