from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.teams.solver import course
from challenge.teams.solver.board import Board, board_of
from challenge.teams.solver.check import check
from challenge.teams.solver.compose import compose
from challenge.teams.solver.figures import figures_of
from challenge.teams.solver.linear import relax, round_up
from challenge.teams.solver.model import never
from challenge.teams.solver.rising import Rise
from tests.unit.teams.solver_cases import LITTLE, planted

SOME = settings(max_examples=15, deadline=None, derandomize=True)
HEAT = (20.0, 0.05)


def risen(board: Board, steps: int = 1500) -> Rise:
    rise = Rise(board, figures_of(board).units.cost)
    rise.climb(steps, HEAT, never)
    return rise


def without_levels(seed: int) -> Board:
    """Draw a board on which the rows are exactly those of the linear program."""
    drawn = planted(seed)
    return board_of(replace(drawn, weights=replace(drawn.weights, level_dev_per_tenth=0)))


@given(st.integers(0, 10_000))
@SOME
def test_rates_never_prove_more_than_a_plan_costs(seed: int) -> None:
    drawn = planted(seed)
    assert round_up(risen(board_of(drawn)).bound) <= compose(drawn, seed=1, effort=LITTLE).objective


@given(st.integers(0, 10_000))
@SOME
def test_any_rates_prove_less_than_a_plan_costs(seed: int) -> None:
    drawn = planted(seed)
    board = board_of(drawn)
    rise = Rise(board, figures_of(board).units.cost)
    chance = np.random.default_rng(seed).normal(0.0, 60.0, rise.rates.shape)
    rise.rates = np.clip(chance, rise.rows.low, rise.rows.high)
    rise.prove()
    assert rise.bound <= compose(drawn, seed=1, effort=LITTLE).objective + 1e-6


@pytest.mark.parametrize("seed", range(8))
def test_rates_reach_the_linear_program_and_never_pass_it(seed: int) -> None:
    board = without_levels(seed)
    _, shares = relax(board, 1)
    assert not shares.lacking
    bound = risen(board).bound
    assert 0.98 * shares.bound - 2.0 <= bound <= shares.bound + 1e-6


def test_rates_are_the_same_each_time() -> None:
    board = board_of(planted(3))
    first, second = risen(board, 100), risen(board, 100)
    assert first.bound == second.bound
    assert first.best.tobytes() == second.best.tobytes()


def test_late_climb_keeps_what_is_proven() -> None:
    board = board_of(planted(3))
    rise = Rise(board, figures_of(board).units.cost)
    rise.climb(100, HEAT, lambda: rise.steps >= 10)
    assert rise.steps == 10
    assert rise.bound >= 0.0
    assert (rise.best == 0.0).all()


def test_near_places_are_open() -> None:
    board = board_of(planted(5))
    near = risen(board, 100).near()
    assert all(len(places) for places in near)
    assert all(board.allowed[unit, places].all() for unit, places in enumerate(near))


def test_large_course_keeps_rules_and_proves_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(course, "MOST_CELLS", 0)
    drawn = planted(3)
    plan = compose(drawn, seed=1, effort=LITTLE)
    assert check(drawn, plan) == []
    assert 0 < plan.bound <= plan.objective
    assert compose(drawn, seed=1, effort=LITTLE) == plan
