"""Compose teams: the way from an instance to a plan.

A quick search gives a first valid plan while a linear program bounds all plans from below; prices of whole teams raise
the bound, while searches with long chains go on from where the program would seat people; regions and searches then
improve the best plan to the end.
"""

from dataclasses import replace
from typing import TypedDict, Unpack

import numpy as np

from challenge.teams.solver.bench import BEST, NEVER
from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.check import check, parts_of
from challenge.teams.solver.course import Course, can_relax
from challenge.teams.solver.exact import exact_reasons, exact_seats, is_small
from challenge.teams.solver.figures import figures_of
from challenge.teams.solver.impossible import Impossible, Relaxation
from challenge.teams.solver.linear import relax, round_up
from challenge.teams.solver.model import Effort, Instance, Parts, Placement, Plan, Progress
from challenge.teams.solver.pair import side_by_side
from challenge.teams.solver.policies import Policy, under
from challenge.teams.solver.reasons import reasons_of
from challenge.teams.solver.repair import Repaired, repair
from challenge.teams.solver.seats import slots_of, team_numbers
from challenge.teams.solver.stages import Work
from challenge.teams.solver.standing import OnProgress, Standing, Task


def ignore(_: Progress) -> None:
    """Take no notice of progress."""


class Near(TypedDict, total=False):
    """What a repair starts from.

    Attributes:
        baseline: an older plan of nearly the same instance; the result then moves as few students as the method
            finds and says how many have to move in any case.
        more_moves: how many further students may move for a better objective, from 0.
    """

    baseline: Plan | None
    more_moves: int


def compose(
    instance: Instance,
    *,
    seed: int,
    effort: Effort,
    on_progress: OnProgress | None = None,
    policy: Policy = "weighted",
    **near: Unpack[Near],
) -> Plan:
    """Compose teams that keep every hard rule, at a low objective.

    Args:
        instance: who, on what, under which rules.
        seed: the only source of chance; equal seeds, instances and efforts give equal plans unless time runs out.
        effort: how much work to do.
        on_progress: told now and then, in the thread of the caller.
        policy: how wishes are weighed. Objective and parts are always in the instance's own weights; another policy
            than `weighted` proves only the bound of each unit alone in them.
        near: the fields of `Near`, to repair an older plan.

    Raises:
        Impossible: no plan can keep the rules or none was found. The relaxations are then
            the smallest set that an elastic model finds (small instances), or what the linear relaxation had to do
            without, or `not_found` when it had everything.
    """
    if policy != "weighted":
        other = under(instance, policy)
        plan = compose(other, seed=seed, effort=effort, on_progress=on_progress, **near)
        parts = parts_of(instance, plan)
        bound = min(plain_bound(board_of(instance)), parts.total)
        return replace(plan, objective=parts.total, bound=bound, parts=parts)
    board = board_of(instance)
    reasons = reasons_of(board)
    if reasons:
        raise Impossible(reasons)
    if not board.people:
        return Plan((), 0, 0, Parts())
    figures = figures_of(board)
    repaired = _repaired(board, seed, effort, near)
    if repaired is not None:
        return repaired
    place_of, must = slots_of(figures, len(board.people))
    choice = board.allowed.sum(axis=1).astype(np.int64)
    task = Task(board, figures, place_of, must, choice, seed, effort, on_progress or ignore)
    standing = Standing(plain_bound(board), figures.constant)
    Course(Work(task, standing)).run()
    if standing.team_of is None:
        _settle(task, standing)
    if standing.team_of is None:
        raise Impossible(standing.lacking or (Relaxation("not_found", 1),))
    return plan_of(board, place_of.tolist(), standing.team_of.tolist(), standing.bound)


def _repaired(board: Board, seed: int, effort: Effort, near: Near) -> Plan | None:
    """Repair the older plan, if there is one and the search finds a valid plan near it."""
    baseline = near.get("baseline")
    if baseline is None:
        return None
    found: list[Repaired | None] = []
    bounds = [plain_bound(board)]
    steps = [lambda: found.append(repair(board, baseline, seed, effort, near.get("more_moves", 0)))]
    if can_relax(board, effort):
        steps.append(lambda: bounds.append(relax(board, seed)[1].bound))
    # The repair itself notices when it is late; the bound is waited for only until then.
    side_by_side(steps, lambda: bool(found) and effort.out_of_time())
    repaired = found[0]
    if repaired is None:
        return None
    plan = plan_of(board, repaired.problem_of, repaired.team_of, max(bounds), repaired.team_no)
    return replace(plan, moves=repaired.moves, moves_bound=repaired.moves_bound)


def plain_bound(board: Board) -> int:
    """Return the bound that looks at each unit alone: its cheapest allowed problem."""
    most = np.iinfo(np.int32).max
    cheapest = np.where(board.allowed, board.cost, most).min(axis=1, initial=most)
    return round_up(float(cheapest.sum(dtype=np.int64)))


def _settle(task: Task, standing: Standing) -> None:
    """Find out for sure on a small board: a plan, or the smallest relaxations."""
    board, seconds = task.board, max(1.0, task.effort.seconds / 4)
    if not is_small(board):
        return
    seats = exact_seats(board, seconds)
    if seats is None:
        standing.lacking = exact_reasons(board, seconds) or standing.lacking
        return
    free: dict[int, list[int]] = {}
    for slot in range(len(task.place_of) - 1, -1, -1):
        free.setdefault(int(task.place_of[slot]), []).append(slot)
    slot_of = [free[place].pop() for place in seats.problem_of]
    bench = task.bench(np.array([slot_of[team] for team in seats.team_of], dtype=np.int64), 0, task.penalty)
    if bench.totals[BEST] < NEVER:
        standing.take(bench)


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
