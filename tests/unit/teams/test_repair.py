from dataclasses import replace

import pytest

from challenge.teams.solver.check import check
from challenge.teams.solver.compose import compose
from challenge.teams.solver.model import Instance, Plan
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student


def moved(old: Plan, new: Plan) -> list[str]:
    seats = {p.student_id: (p.problem_id, p.team_no) for p in old.placements}
    return [
        p.student_id
        for p in new.placements
        if seats.get(p.student_id, (p.problem_id, p.team_no)) != (p.problem_id, p.team_no)
    ]


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
