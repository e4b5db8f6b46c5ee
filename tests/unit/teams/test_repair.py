from dataclasses import replace

import pytest

from challenge.teams.solver.board import board_of
from challenge.teams.solver.check import check
from challenge.teams.solver.compose import compose, plain_bound
from challenge.teams.solver.linear import relax
from challenge.teams.solver.model import Instance, Parts, Placement, Plan, Wish
from challenge.teams.solver.repair_bound import fewest_movers
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student


def moved(old: Plan, new: Plan) -> list[str]:
    seats = {p.student_id: (p.problem_id, p.team_no) for p in old.placements}
    return [
        p.student_id
        for p in new.placements
        if seats.get(p.student_id, (p.problem_id, p.team_no)) != (p.problem_id, p.team_no)
    ]


def crowded() -> tuple[Instance, Plan]:
    """Everybody wishes the first problem; a plan seats half of them there, where three more fit."""
    wishes = [Wish(f"S{k:03d}", 1, "problem", "P0") for k in range(10)]
    problems = [problem(k, min_size=2, max_size=8, dept_cap=8) for k in range(2)]
    case = instance([student(k) for k in range(10)], problems, wishes)
    seats = tuple(Placement(f"S{k:03d}", "P0" if k < 5 else "P1", 1) for k in range(10))
    return case, Plan(seats, 0, 0, Parts())


def without(case: Instance, *absent: str) -> Instance:
    return replace(case, students=tuple(replace(s, present=s.student_id not in absent) for s in case.students))


@pytest.mark.parametrize("seed", range(4))
def test_repair_leaves_a_valid_plan_alone(seed: int) -> None:
    case = planted(seed)
    plan = compose(case, seed=1, effort=LITTLE)

    again = compose(case, seed=2, effort=LITTLE, baseline=plan)

    assert again.placements == plan.placements


def test_repair_moves_one_student_into_a_team_that_lost_one() -> None:
    case = instance([student(k) for k in range(9)], [problem(0, min_size=4), problem(1, min_size=4)])
    plan = compose(case, seed=1, effort=LITTLE)
    team = [p.student_id for p in plan.placements if p.problem_id == "P0"]
    small = team if len(team) == 4 else [p.student_id for p in plan.placements if p.problem_id == "P1"]
    now = without(case, small[0])

    repaired = compose(now, seed=1, effort=LITTLE, baseline=plan)

    assert check(now, repaired) == []
    assert len(moved(plan, repaired)) == 1


def test_repair_seats_a_late_student_and_moves_nobody() -> None:
    case = instance([student(k) for k in range(8)], [problem(0), problem(1)])
    plan = compose(case, seed=1, effort=LITTLE)
    later = replace(case, students=(*case.students, student(8)))

    repaired = compose(later, seed=1, effort=LITTLE, baseline=plan)

    assert check(later, repaired) == []
    assert moved(plan, repaired) == []


def test_repair_survives_a_withdrawn_problem() -> None:
    case = instance([student(k) for k in range(9)], [problem(k) for k in range(3)])
    plan = compose(case, seed=1, effort=LITTLE)
    fewer = replace(case, problems=case.problems[:2])

    repaired = compose(fewer, seed=1, effort=LITTLE, baseline=plan)

    lost = [p.student_id for p in plan.placements if p.problem_id == "P2"]
    assert check(fewer, repaired) == []
    assert set(moved(plan, repaired)) <= set(lost)


def test_repair_counts_its_moves_and_what_every_repair_needs() -> None:
    case = instance([student(k) for k in range(12)], [problem(0), problem(1, min_size=4), problem(2, min_size=4)])
    seats = [Placement(f"S{k:03d}", f"P{k // 4}", 1) for k in range(12)]
    now = without(replace(case, problems=(problem(0, min_size=2), *case.problems[1:])), "S004", "S008")

    repaired = compose(now, seed=1, effort=LITTLE, baseline=Plan(tuple(seats), 0, 0, Parts()))

    assert (repaired.moves, repaired.moves_bound) == (2, 2)
    assert len(moved(Plan(tuple(seats), 0, 0, Parts()), repaired)) == 2


def test_repair_knows_that_one_arrival_mends_several_rules() -> None:
    skilled = student(0, level=5, department="INFO", skills=frozenset({"cad"}))
    plain = [student(k, level=5 if k == 1 else 3) for k in range(1, 8)]
    asked = problem(1, min_size=4, min_seniors=1, required_skills=frozenset({"cad"}), min_depts=2)
    case = instance([skilled, *plain], [problem(0, min_size=2), asked])
    seats = tuple(Placement(f"S{k:03d}", "P0" if k in {0, 1, 2, 3, 7} else "P1", 1) for k in range(8))

    repaired = compose(case, seed=1, effort=LITTLE, baseline=Plan(seats, 0, 0, Parts()))

    assert (repaired.moves, repaired.moves_bound) == (1, 1)
    assert moved(Plan(seats, 0, 0, Parts()), repaired) == ["S000"]


def test_repair_does_not_count_arrivals_as_moves() -> None:
    case = instance([student(k) for k in range(8)], [problem(0, min_size=4), problem(1, min_size=4)])
    seats = tuple(Placement(f"S{k:03d}", f"P{k // 4}", 1) for k in range(7))

    repaired = compose(case, seed=1, effort=LITTLE, baseline=Plan(seats, 0, 0, Parts()))

    assert (repaired.moves, repaired.moves_bound) == (0, 0)


def test_repair_improves_nothing_by_itself() -> None:
    case, plan = crowded()

    assert compose(case, seed=1, effort=LITTLE, baseline=plan).placements == plan.placements


@pytest.mark.parametrize("more", [1, 2, 3, 4])
def test_repair_spends_more_moves_on_a_better_objective(more: int) -> None:
    case, plan = crowded()
    before = compose(case, seed=1, effort=LITTLE, baseline=plan).objective

    better = compose(case, seed=1, effort=LITTLE, baseline=plan, more_moves=more)

    assert check(case, better) == []
    assert len(moved(plan, better)) == min(3, more)
    assert better.objective == before - 600 * min(3, more)


@pytest.mark.parametrize("seed", range(6))
def test_repair_never_moves_more_than_allowed_and_never_gets_worse(seed: int) -> None:
    case = planted(seed)
    plan = compose(case, seed=1, effort=LITTLE)
    fewer = replace(plan, placements=plan.placements[2:])
    least = compose(case, seed=3, effort=LITTLE, baseline=fewer)

    more = compose(case, seed=3, effort=LITTLE, baseline=fewer, more_moves=2)

    assert len(moved(fewer, more)) <= len(moved(fewer, least)) + 2
    assert more.objective <= least.objective
    assert more.moves == len(moved(fewer, more))
    assert least.moves_bound == more.moves_bound
    assert (least.moves or 0) >= (least.moves_bound or 0)


def test_repair_is_the_same_for_the_same_seed() -> None:
    case = planted(2)
    plan = compose(case, seed=1, effort=LITTLE)
    plans = [compose(case, seed=5, effort=LITTLE, baseline=plan, more_moves=2) for _ in range(2)]

    assert plans[0] == plans[1]


@pytest.mark.parametrize(
    ("asked", "closing", "movers"),
    [
        (-2, [(1, 4)], 0),
        (3, [], 3),
        (3, [(1, 4), (2, 9)], 3),
        (6, [(3, 2), (3, 4)], 3),
        (6, [(3, 2), (3, 2)], 3),
        (9, [(3, 2), (3, 2)], 4),
        (5, [(5, 0)], 0),
    ],
)
def test_a_team_closes_only_by_moving_whoever_is_in_it(asked: int, closing: list[tuple[int, int]], movers: int) -> None:
    assert fewest_movers(asked, closing) == movers


@pytest.mark.parametrize("seed", [9, 60])
def test_a_repair_says_what_any_plan_costs_at_least(seed: int) -> None:
    case = planted(seed)
    plan = compose(case, seed=1, effort=LITTLE)
    _, shares = relax(board_of(case), 1)

    repaired = compose(case, seed=1, effort=LITTLE, baseline=plan)

    assert plain_bound(board_of(case)) < shares.bound == repaired.bound <= plan.objective
