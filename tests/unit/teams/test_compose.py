from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.teams.solver.board import board_of
from challenge.teams.solver.check import check, parts_of
from challenge.teams.solver.compose import compose
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import Constraint, Effort, Instance, Plan, Progress, Wish
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student

seeds = st.integers(0, 10_000)
SOME = settings(max_examples=12, deadline=None, derandomize=True)


def composed(case: Instance, seed: int = 1) -> Plan:
    return compose(case, seed=seed, effort=LITTLE)


@given(seeds)
@SOME
def test_compose_keeps_every_rule_and_prices_the_plan(seed: int) -> None:
    case = planted(seed)

    plan = composed(case)

    assert check(case, plan) == []
    assert [p.student_id for p in plan.placements] == [s.student_id for s in case.students]
    assert plan.parts == parts_of(case, plan)
    assert plan.objective == plan.parts.total
    assert plan.bound <= plan.objective


@given(seeds)
@SOME
def test_compose_accepts_lines_in_any_order(seed: int) -> None:
    case = planted(seed)
    turned = replace(
        case,
        students=case.students[::-1],
        problems=case.problems[::-1],
        wishes=case.wishes[::-1],
        constraints=case.constraints[::-1],
    )

    assert check(turned, composed(turned)) == []


def test_compose_repeats_itself_for_a_seed() -> None:
    case = planted(7)

    assert composed(case, seed=3) == composed(case, seed=3)


def test_compose_places_nobody_when_nobody_is_present() -> None:
    case = instance([student(1, present=False)], [problem(1, min_teams=0)])

    assert composed(case).placements == ()


def test_compose_gives_first_wishes_when_all_fit() -> None:
    students = [student(k) for k in range(8)]
    wishes = [Wish(f"S{k:03d}", 1, "problem", f"P{k % 2}") for k in range(8)]

    plan = composed(instance(students, [problem(0), problem(1)], wishes))

    assert (plan.parts.wish, plan.bound) == (0, 0)
    assert {(p.student_id, p.problem_id) for p in plan.placements} == {(w.student_id, w.target) for w in wishes}


def test_compose_numbers_a_locked_team_as_asked() -> None:
    students = [student(k) for k in range(6)]
    lock = Constraint("lock", "S004", "P0", 2)

    plan = composed(instance(students, [problem(0, min_teams=2, max_teams=2)], None, [lock]))

    assert [p.team_no for p in plan.placements if p.student_id == "S004"] == [2]
    assert sorted({p.team_no for p in plan.placements}) == [1, 2]


def test_compose_tells_progress_with_a_falling_gap() -> None:
    told: list[Progress] = []

    compose(planted(11), seed=1, effort=Effort(600_000), on_progress=told.append)

    objectives = [p.objective for p in told if p.objective is not None]
    assert objectives == sorted(objectives, reverse=True)
    assert [p.bound for p in told] == sorted(p.bound for p in told)


def test_compose_stops_when_time_is_out() -> None:
    case = planted(5)

    plan = compose(case, seed=1, effort=Effort(100_000_000, _after(40)))

    assert check(case, plan) == []


def _after(calls: int) -> Callable[[], bool]:
    left = [calls]

    def out_of_time() -> bool:
        left[0] -= 1
        return left[0] < 0

    return out_of_time


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_relaxation_bounds_every_plan_from_below(seed: int) -> None:
    case = planted(seed)

    _, shares = relax(board_of(case), 1)

    assert shares.lacking == ()
    assert shares.bound <= composed(case).objective
