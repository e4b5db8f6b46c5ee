from dataclasses import replace

import numpy as np
import pytest

from challenge.teams.solver import narrowing
from challenge.teams.solver.board import board_of
from challenge.teams.solver.figures import FORBIDDEN, Longs
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import Effort
from challenge.teams.solver.narrowing import Choice, compose_among, nearest_places
from challenge.teams.solver.standing import Standing, Task
from tests.unit.teams.test_fixing import all_plans, cost_of, loose, task_of

ENDLESS = 10**12


def standing_with(task: Task, cost: int, seats: object) -> Standing:
    return Standing(0, task.figures.constant, team_of=np.array(seats), cost=cost)


def first_open(task: Task) -> Longs:
    """Seat every unit in the first team that is open to it."""
    return np.array([int(np.flatnonzero(row)[0]) for row in task.board.allowed[:, task.place_of]], dtype=np.int64)


def test_every_better_plan_is_taken_and_the_best_among_all_places_found() -> None:
    task = task_of(board_of(loose(74)))
    plans = all_plans(task)
    standing = standing_with(task, *plans[-1])

    bound = compose_among(task, standing, task.board.allowed)

    assert standing.team_of is not None
    assert cost_of(task, standing.team_of) == standing.cost
    assert plans[0][0] <= standing.cost < plans[-1][0]
    assert bound <= plans[0][0] + 1e-6


def test_only_chosen_places_are_used() -> None:
    task = task_of(board_of(loose(74)))
    cost, seats = all_plans(task)[-1]
    standing = standing_with(task, cost, seats)
    own = np.zeros_like(task.board.allowed)
    own[np.arange(len(seats)), task.place_of[seats]] = True

    compose_among(task, standing, own)

    assert standing.team_of is not None
    assert task.place_of[standing.team_of].tolist() == task.place_of[seats].tolist()


def test_a_search_that_is_late_leaves_a_valid_plan() -> None:
    task = task_of(board_of(loose(74)))
    cost, seats = all_plans(task)[-1]
    late = replace(task, effort=Effort(300_000, lambda: True))
    standing = standing_with(task, cost, seats)

    compose_among(late, standing, task.board.allowed)

    assert standing.team_of is not None
    assert cost_of(task, standing.team_of) == standing.cost <= cost


def test_the_places_of_the_best_plan_stay_open_and_the_widest_choice_that_fits_is_taken() -> None:
    task = task_of(board_of(loose(60)))
    _, shares = relax(task.board, 1)
    seats = first_open(task)
    standing = standing_with(task, 0, seats)

    wide = nearest_places(task, standing, shares.reduced, ENDLESS)
    assert wide is not None
    narrow = nearest_places(task, standing, shares.reduced, wide.price - 1)

    assert isinstance(narrow, Choice)
    assert narrow.price < wide.price
    assert (wide.places | ~narrow.places).all()
    for choice in (wide, narrow):
        assert choice.places[np.arange(len(seats)), task.place_of[seats]].all()
        assert (task.figures.units.cost[choice.places] < FORBIDDEN).all()
    assert nearest_places(task, standing, shares.reduced, 0) is None
    assert nearest_places(task, Standing(0, 0), shares.reduced, ENDLESS) is None


def test_places_that_cost_the_same_are_dealt_to_all_units() -> None:
    task = task_of(board_of(loose(60)))
    units = len(task.board.units)
    reduced = np.where(task.board.allowed, 0.0, np.inf)
    seats = first_open(task)

    choice = nearest_places(task, standing_with(task, 0, seats), reduced, int(1.3 * (3 * units * 2) ** 2))

    assert choice is not None
    counts = np.minimum(choice.places.sum(axis=1), 3)
    assert (counts >= np.minimum(task.board.allowed.sum(axis=1), 2)).all()


def test_a_wide_program_follows_a_quick_one_if_the_work_allows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    task = task_of(board_of(loose(60)))
    _, shares = relax(task.board, 1)
    seats = first_open(task)
    standing = standing_with(task, 0, seats)
    wide = nearest_places(task, standing, shares.reduced, ENDLESS)
    assert wide is not None
    monkeypatch.setattr(narrowing, "QUICK", wide.price - 1)

    both = narrowing.widening(task, standing, shares.reduced, ENDLESS)
    one = narrowing.widening(task, standing, shares.reduced, wide.price - 1)

    assert [choice.price for choice in both] == [one[0].price, wide.price]
    assert len(one) == 1
    assert narrowing.widening(task, standing, shares.reduced, 0) == []
