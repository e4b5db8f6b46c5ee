from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from challenge.teams.solver import fixing
from challenge.teams.solver.bench import BEST, NEVER
from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.bounding import Ascent, Pricer
from challenge.teams.solver.columns import Pool
from challenge.teams.solver.compose import compose
from challenge.teams.solver.figures import FORBIDDEN, Longs, figures_of
from challenge.teams.solver.linear import relax, round_up
from challenge.teams.solver.model import Instance, never
from challenge.teams.solver.seats import slots_of
from challenge.teams.solver.slate import slate_of
from challenge.teams.solver.standing import Standing, Task
from tests.unit.teams.solver_cases import LITTLE, planted


def loose(seed: int) -> Instance:
    """A drawn case with rules so loose that many plans keep them."""
    case = planted(seed)
    problems = [
        replace(p, min_teams=1, max_teams=2, min_size=max(2, p.min_size - 2), max_size=p.max_size + 2, dept_cap=9)
        for p in case.problems
    ]
    return replace(case, problems=tuple(problems))


TINY = [seed for seed in range(100) if len(planted(seed).students) <= 8 and len(planted(seed).problems) == 2]
"""Cases of which all seatings can be tried."""


def task_of(board: Board) -> Task:
    figures = figures_of(board)
    place_of, must = slots_of(figures, len(board.people))
    choice = board.allowed.sum(axis=1).astype(np.int64)
    return Task(board, figures, place_of, must, choice, 1, LITTLE, lambda _: None)


def ascent_of(task: Task, work: int) -> Ascent:
    master, shares = relax(task.board, 1)
    slate = slate_of(task.figures)
    pricer = Pricer(task.figures, slate)
    pricer.begin(shares.rates)
    duals = np.array(master.solver.getSolution().row_dual)[: master.units]
    ascent = Ascent(Pool(task.figures, slate.sets.shape[1]), pricer, duals, 10_000.0)
    ascent.climb(work, never)
    return ascent


def cost_of(task: Task, seats: Longs) -> int:
    bench = task.bench(seats, 0, task.penalty)
    return NEVER if bench.totals[BEST] >= NEVER else int(bench.totals[BEST]) + task.figures.constant


def all_plans(task: Task) -> list[tuple[int, Longs]]:
    """Every valid seating with its cost, cheapest first."""
    places = task.place_of.tolist()
    open_slots = [
        [slot for slot, place in enumerate(places) if task.figures.units.cost[unit, place] < FORBIDDEN]
        for unit in range(len(task.board.units))
    ]
    seatings = (np.array(seats, dtype=np.int64) for seats in product(*open_slots))
    plans = ((cost_of(task, seats), seats) for seats in seatings)
    return sorted((plan for plan in plans if plan[0] < NEVER), key=lambda plan: plan[0])


@pytest.mark.parametrize("seed", TINY)
def test_no_place_is_closed_that_a_plan_of_that_cost_uses(seed: int) -> None:
    task = task_of(board_of(loose(seed)))
    plans = all_plans(task)
    best, most = plans[0][0], plans[0][0] + 40
    ascent = ascent_of(task, 100_000)

    opened = fixing.open_places(ascent.pricer, ascent.centre, most)

    assert best < NEVER
    for cost, seats in plans:
        if cost <= most:
            assert opened[np.arange(len(seats)), task.place_of[seats]].all()


@pytest.mark.parametrize("seed", TINY)
def test_from_the_worst_plan_the_best_is_found_and_proven(seed: int) -> None:
    task = task_of(board_of(loose(seed)))
    plans = all_plans(task)
    standing = Standing(0, task.figures.constant)
    standing.team_of, standing.cost = plans[-1][1], plans[-1][0]
    ascent = ascent_of(task, 100_000)

    fixing.decide(task, standing, ascent.pricer, ascent.centre)

    assert standing.cost == standing.bound == plans[0][0]
    assert standing.team_of is not None
    assert cost_of(task, standing.team_of) == standing.cost


def test_a_plan_that_is_proven_stays_as_it_is() -> None:
    task = task_of(board_of(loose(31)))
    cost, seats = all_plans(task)[0]
    standing = Standing(cost, task.figures.constant, team_of=seats, cost=cost)
    ascent = ascent_of(task, 1)

    fixing.decide(task, standing, ascent.pricer, ascent.centre)

    assert standing.team_of is seats
    assert ascent.pricer.work == ascent_of(task, 1).pricer.work


def test_a_board_with_too_many_open_places_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_of(board_of(loose(31)))
    cost, seats = all_plans(task)[-1]
    standing = Standing(0, task.figures.constant, team_of=seats, cost=cost)
    ascent = ascent_of(task, 100_000)
    monkeypatch.setattr(fixing, "MOST_SEATS", 5)

    fixing.decide(task, standing, ascent.pricer, ascent.centre)

    assert (standing.cost, standing.bound) == (cost, 0)


@pytest.mark.parametrize("seed", [9, 60, 85, 92])
def test_compose_proves_boards_on_which_prices_alone_prove_less(seed: int) -> None:
    case = loose(seed)
    ascent = ascent_of(task_of(board_of(case)), 300_000)
    while not ascent.is_done:
        ascent.round()

    plan = compose(case, seed=1, effort=LITTLE)

    assert round_up(ascent.bound) < plan.objective
    assert plan.bound == plan.objective
