"""An edition with room for a plan, spoiled in two ways at once: both causes are named, each with its own amount."""

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from challenge.teams.solver.board import board_of
from challenge.teams.solver.check import check
from challenge.teams.solver.compose import compose
from challenge.teams.solver.impossible import Impossible, Relaxation
from challenge.teams.solver.model import Constraint, Instance, Problem
from challenge.teams.solver.reasons import reasons_of
from tests.unit.teams.solver_cases import LITTLE, instance, problem, student

LAW = frozenset({"law"})
DEPTS = ("INFO", "MECA", "TC", "GC")

Spoiled = tuple[Instance, Callable[[Instance], Relaxation]]
"""An instance that lacks something, and what must be said of it once everything else is spoiled too."""


def healthy() -> Instance:
    """Return 60 students of four departments for 6 problems with two teams of 4 to 6 each; a plan exists."""
    students = [
        student(
            k,
            department=DEPTS[k % 4],
            level=4 if k % 3 == 0 else 2,
            skills=LAW if k % 6 == 0 else frozenset(),
            nationality="CH" if k == 7 else "FR",
        )
        for k in range(60)
    ]
    problems = [
        problem(k, min_teams=2, max_teams=2, min_size=4, max_size=6, dept_cap=3, min_depts=2, min_seniors=1)
        for k in range(6)
    ]
    return instance(students, [replace(problems[0], owner_id="S007"), *problems[1:]])


def problems_of(case: Instance, change: Callable[[int, Problem], Problem]) -> Instance:
    return replace(case, problems=tuple(change(k, one) for k, one in enumerate(case.problems)))


def too_few_seats(case: Instance) -> Spoiled:
    small = problems_of(case, lambda _, one: replace(one, max_size=one.min_size + (one.problem_id == "P0")))
    return small, lambda now: Relaxation(
        "seats", len(now.students) - sum(one.max_teams * one.max_size for one in now.problems)
    )


def too_many_seats(case: Instance) -> Spoiled:
    large = problems_of(case, lambda _, one: replace(one, min_size=6))
    return large, lambda now: Relaxation("min_seats", sum(2 * one.min_size for one in now.problems) - 60)


def too_few_seniors(case: Instance) -> Spoiled:
    students = [one if k < 30 else replace(one, level=3) for k, one in enumerate(case.students)]
    return replace(case, students=tuple(students)), lambda _: Relaxation("seniors", 12 - 10)


def nobody_speaks_it(case: Instance) -> Spoiled:
    finnish = frozenset({"lang:fi"})
    asked = problems_of(
        case, lambda k, one: replace(one, required_skills=one.required_skills | finnish) if k == 1 else one
    )
    return asked, lambda _: Relaxation("required_skill", 2, ("P1", "lang:fi"))


def too_few_lawyers(case: Instance) -> Spoiled:
    students = [one if k < 24 else replace(one, skills=frozenset()) for k, one in enumerate(case.students)]
    asked = problems_of(case, lambda k, one: replace(one, required_skills=one.required_skills | LAW) if k > 2 else one)
    return replace(asked, students=tuple(students)), lambda _: Relaxation(
        "required_skill", 2, ("P3", "P4", "P5", "law")
    )


def locked_apart(case: Instance) -> Spoiled:
    rules = (
        Constraint("together", "S001", "S002"),
        Constraint("lock", "S001", "P1"),
        Constraint("lock", "S002", "P2"),
    )
    said = Relaxation("lock+together", 1, ("S001", "S002", "P1", "P2"))
    return replace(case, constraints=(*case.constraints, *rules)), lambda _: said


def owner_barred(case: Instance) -> Spoiled:
    barred = problems_of(
        case, lambda _, one: replace(one, excluded_nationalities=frozenset({"CH"})) if one.owner_id else one
    )
    return barred, lambda _: Relaxation("owner+nationality", 1, ("P0", "S007"))


def too_many_of_one(case: Instance) -> Spoiled:
    students = [replace(one, department="TC") if k % 10 < 7 else one for k, one in enumerate(case.students)]
    return replace(case, students=tuple(students)), lambda now: Relaxation(
        "department_cap",
        sum(one.department == "TC" for one in now.students)
        - sum(one.max_teams * min(one.dept_cap, one.max_size) for one in now.problems),
        ("TC",),
    )


CAUSES = (
    *(too_few_seats, too_many_seats, too_few_seniors, nobody_speaks_it),
    *(too_few_lawyers, locked_apart, owner_barred, too_many_of_one),
)
PAIRS = [
    pytest.param(*pair, id=f"{pair[0].__name__}-{pair[1].__name__}")
    for pair in combinations(CAUSES, 2)
    if {*pair} != {too_few_seats, too_many_seats}
]


def test_a_plan_exists_before_anything_is_spoiled() -> None:
    plan = compose(healthy(), seed=1, effort=LITTLE)

    assert check(healthy(), plan) == []


@pytest.mark.parametrize("cause", CAUSES, ids=lambda cause: str(cause.__name__))
def test_one_cause_is_named_alone(cause: Callable[[Instance], Spoiled]) -> None:
    spoiled, said = cause(healthy())

    assert reasons_of(board_of(spoiled)) == [said(spoiled)]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_causes_are_both_named_with_their_amounts(
    one: Callable[[Instance], Spoiled], other: Callable[[Instance], Spoiled]
) -> None:
    half, first = one(healthy())
    spoiled, second = other(half)

    with pytest.raises(Impossible) as refusal:
        compose(spoiled, seed=1, effort=LITTLE)

    expected = {first(spoiled), second(spoiled)}
    assert (set(refusal.value.relaxations), len(refusal.value.relaxations)) == (expected, 2)


def test_doing_both_things_that_are_asked_for_makes_a_plan_possible() -> None:
    seniors, _ = too_few_seniors(healthy())
    spoiled, _ = too_many_of_one(seniors)
    # 45 of TC for 36 places, 10 seniors for 12: two more seniors, and a cap of 4 in ten teams.
    students = [replace(one, level=4) if k in (31, 32) else one for k, one in enumerate(spoiled.students)]
    mended = problems_of(
        replace(spoiled, students=tuple(students)), lambda k, one: replace(one, dept_cap=4) if k < 5 else one
    )

    assert check(mended, compose(mended, seed=1, effort=LITTLE)) == []


def test_places_for_a_group_are_counted_beside_another_cause() -> None:
    # Ten speak German only: P5 is the one problem in German, with places for eight; and one is locked to two problems.
    case = problems_of(healthy(), lambda k, one: replace(one, language="de", max_size=4) if k == 5 else one)
    german = [replace(one, languages=frozenset({"de"})) if k >= 50 else one for k, one in enumerate(case.students)]
    locks = (Constraint("lock", "S001", "P1"), Constraint("lock", "S001", "P2"))

    found = reasons_of(board_of(replace(case, students=tuple(german), constraints=locks)))

    assert found == [Relaxation("lock+lock", 1, ("S001", "P1", "P2")), Relaxation("eligible_seats", 2, ("P5",))]


def test_a_wider_group_tells_what_it_lacks_beyond_the_narrower_one() -> None:
    # Remote and German: P0 alone, 4 places for 6. All who speak German: P0 and P1, 8 places for 11.
    problems = [
        problem(0, language="de", remote_ok=True, max_size=4),
        problem(1, language="de", max_size=4),
        problem(2, max_size=20, dept_cap=20),
    ]
    remote = [student(k, languages=frozenset({"de"}), site="REM") for k in range(6)]
    near = [student(k, languages=frozenset({"de"})) for k in range(6, 11)]

    found = reasons_of(board_of(instance([*remote, *near, *(student(k) for k in range(11, 20))], problems)))

    assert found == [Relaxation("eligible_seats", 2, ("P0",)), Relaxation("eligible_seats", 1, ("P0", "P1"))]
