import pytest

from challenge.teams.solver.check import check
from challenge.teams.solver.model import Constraint, Instance, Parts, Placement, Plan, Violation
from tests.unit.teams.solver_cases import instance, problem, student


def seated(*where: tuple[int, int, int]) -> Plan:
    return Plan(tuple(Placement(f"S{s:03d}", f"P{p}", t) for s, p, t in where), 0, 0, Parts())


FOUR = [student(k) for k in range(4)]
ONE_TEAM = seated(*((k, 0, 1) for k in range(4)))


@pytest.mark.parametrize(
    ("case", "plan", "violations"),
    [
        (instance(FOUR, [problem(0)]), ONE_TEAM, []),
        (instance(FOUR, [problem(0)]), seated(*((k, 0, 1) for k in range(3))), [("unassigned", ("S003",))]),
        (instance(FOUR[:3], [problem(0)]), ONE_TEAM, [("unknown_student", ("S003",))]),
        (instance(FOUR, [problem(0, max_size=3)]), ONE_TEAM, [("team_size", ("P0", "1"))]),
        (instance(FOUR, [problem(0, dept_cap=3)]), ONE_TEAM, [("department_cap", ("P0", "1"))]),
        (instance(FOUR, [problem(0, min_depts=2)]), ONE_TEAM, [("min_depts", ("P0", "1"))]),
        (instance(FOUR, [problem(0, min_seniors=1)]), ONE_TEAM, [("seniors", ("P0", "1"))]),
        (
            instance(FOUR, [problem(0, required_skills=frozenset({"lang:fi"}))]),
            ONE_TEAM,
            [("required_skill", ("P0", "1"))],
        ),
        (instance(FOUR, [problem(0), problem(1)]), ONE_TEAM, [("team_count", ("P1",))]),
        (
            instance([*FOUR[:3], student(3, site="REM")], [problem(0)]),
            ONE_TEAM,
            [("remote", ("S003", "P0"))],
        ),
        (
            instance(FOUR, [problem(0)], None, [Constraint("apart", "S000", "S001")]),
            ONE_TEAM,
            [("apart", ("S000", "S001"))],
        ),
        (
            instance(FOUR, [problem(0)], None, [Constraint("lock", "S000", "P0", 2)]),
            ONE_TEAM,
            [("lock", ("S000", "P0"))],
        ),
        (
            instance(FOUR, [problem(0), problem(1, min_teams=0, owner_id="S002")]),
            ONE_TEAM,
            [("owner", ("S002", "P1"))],
        ),
    ],
)
def test_check_names_the_broken_rule(case: Instance, plan: Plan, violations: list[tuple[str, tuple[str, ...]]]) -> None:
    assert check(case, plan) == [Violation(rule, objects) for rule, objects in violations]
