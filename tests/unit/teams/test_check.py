from dataclasses import replace

import pytest

from challenge.teams.solver.check import bent, check, parts_of
from challenge.teams.solver.effect import Effects
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


def soft_case() -> Instance:
    people = [student(k, department="INFO", school="A" if k else "B") for k in range(4)]
    hard = instance(people, [problem(0, dept_cap=2, min_depts=2, min_seniors=1, school_cap=2, language="en")])
    return replace(hard, soft={"department_cap": 7, "school_cap": 11, "min_depts": 13, "seniors": 17, "language": 19})


def test_check_passes_over_soft_rules() -> None:
    assert check(soft_case(), ONE_TEAM) == []


def test_check_lists_the_same_rules_when_they_bind() -> None:
    rules = [v.rule for v in check(replace(soft_case(), soft={}), ONE_TEAM)]

    assert rules == ["language"] * 4 + ["department_cap", "school_cap", "min_depts", "seniors"]


def test_bent_rules_are_priced_each_time() -> None:
    case = soft_case()

    prices = {v.rule: (v.amount, price) for v, price in bent(case, ONE_TEAM)}

    assert prices == {
        "language": (1, 19),
        "department_cap": (2, 14),
        "school_cap": (1, 11),
        "min_depts": (1, 13),
        "seniors": (1, 17),
    }
    assert parts_of(case, ONE_TEAM).broken == 4 * 19 + 14 + 11 + 13 + 17


def test_effect_tells_bent_rules_as_price() -> None:
    case = replace(
        instance(FOUR, [problem(0, min_size=1), problem(1, min_teams=0, language="en")]), soft={"language": 9}
    )

    effect = Effects(case, ONE_TEAM).of({"S000": ("P1", 1), "S001": ("P1", 1), "S002": ("P1", 1)})

    assert (effect.change, effect.broken) == (Parts(broken=27), ())
