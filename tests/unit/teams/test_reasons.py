import pytest

from challenge.teams.solver.board import board_of
from challenge.teams.solver.compose import compose
from challenge.teams.solver.impossible import Impossible, Relaxation
from challenge.teams.solver.model import Constraint, Instance
from challenge.teams.solver.reasons import reasons_of
from challenge.teams.solver.words import sentence
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student

SIX = [student(k) for k in range(6)]
LAW = frozenset({"law"})


def ruled(*rules: Constraint) -> Instance:
    return instance(SIX, [problem(0), problem(1)], None, list(rules))


@pytest.mark.parametrize(
    ("case", "relaxation"),
    [
        (instance(SIX, [problem(0, max_size=4)]), Relaxation("seats", 2)),
        (instance(SIX, [problem(0, min_size=4), problem(1, min_size=4)]), Relaxation("min_seats", 2)),
        (instance(SIX, [problem(0, min_seniors=2)]), Relaxation("seniors", 2)),
        (instance(SIX, [problem(0, dept_cap=4)]), Relaxation("department_cap", 2, ("TC",))),
        (instance(SIX, [problem(0, min_depts=2)]), Relaxation("min_depts", 1, ("P0",))),
        (
            instance([*SIX[:5], student(5, skills=LAW)], [problem(k, required_skills=LAW) for k in range(2)]),
            Relaxation("required_skill", 1, ("P0", "P1", "law")),
        ),
        (
            ruled(
                Constraint("together", "S000", "S001"),
                Constraint("lock", "S000", "P0"),
                Constraint("lock", "S001", "P1"),
            ),
            Relaxation("lock+together", 1, ("S000", "S001", "P0", "P1")),
        ),
        (
            ruled(Constraint("together", "S000", "S001"), Constraint("apart", "S001", "S000")),
            Relaxation("together+apart", 1, ("S000", "S001")),
        ),
        (
            ruled(Constraint("lock", "S000", "P0"), Constraint("lock", "S000", "P1")),
            Relaxation("lock+lock", 1, ("S000", "P0", "P1")),
        ),
        (
            instance(
                [student(0, nationality="CH"), *SIX[1:]],
                [problem(0, owner_id="S000", excluded_nationalities=frozenset({"CH"}))],
            ),
            Relaxation("owner+nationality", 1, ("P0", "S000")),
        ),
        (
            instance([student(0, languages=frozenset({"de"})), *SIX[1:]], [problem(0)]),
            Relaxation("no_problem", 1, ("S000",)),
        ),
        (
            instance(
                [student(k, site="REM") for k in range(6)],
                [problem(0, remote_ok=True, max_size=4), problem(1, min_teams=0)],
            ),
            Relaxation("eligible_seats", 2, ("P0",)),
        ),
    ],
)
def test_reasons_give_the_smallest_relaxation(case: Instance, relaxation: Relaxation) -> None:
    assert reasons_of(board_of(case)) == [relaxation]


@pytest.mark.parametrize("seed", range(8))
def test_reasons_find_nothing_where_a_plan_exists(seed: int) -> None:
    assert reasons_of(board_of(planted(seed))) == []


def test_compose_refuses_an_impossible_instance_with_its_reasons() -> None:
    with pytest.raises(Impossible) as refusal:
        compose(instance(SIX, [problem(0, max_size=4)]), seed=1, effort=LITTLE)

    assert (refusal.value.code, refusal.value.relaxations) == ("teams.impossible", (Relaxation("seats", 2),))


def test_compose_finds_the_smallest_relaxation_when_no_count_proves_it() -> None:
    # There are lawyers enough, but both are locked to one of the two problems that want one.
    students = [student(k, skills=LAW) for k in range(2)] + [student(k) for k in range(2, 6)]
    problems = [problem(k, required_skills=LAW, max_size=3) for k in range(2)]
    tied = [Constraint("lock", "S000", "P0"), Constraint("lock", "S001", "P0")]

    with pytest.raises(Impossible) as refusal:
        compose(instance(students, problems, None, tied), seed=1, effort=LITTLE)

    assert refusal.value.relaxations == (Relaxation("required_skill", 1, ("P1", "law")),)


def test_compose_names_departments_that_cannot_be_spread() -> None:
    # Two of INFO for two teams that want two departments each, but both are bound to be together.
    students = [student(k, department="INFO") for k in range(2)] + SIX[2:]
    tied = [Constraint("together", "S000", "S001")]
    problems = [problem(k, min_depts=2) for k in range(2)]

    with pytest.raises(Impossible) as refusal:
        compose(instance(students, problems, None, tied), seed=1, effort=LITTLE)

    assert [(r.rule, r.amount) for r in refusal.value.relaxations] == [("min_depts", 1)]


@pytest.mark.parametrize(
    ("relaxation", "words"),
    [
        (
            Relaxation("seats", 3),
            "3 more seats are needed: raise sizes or the number of teams, or add problems.",
        ),
        (
            Relaxation("owner+nationality", 1, ("P1", "S2")),
            "Bound as owner, but kept out by nationality: P1, S2. Lift the exclusion or the tie.",
        ),
    ],
)
def test_sentence_says_what_to_change(relaxation: Relaxation, words: str) -> None:
    assert sentence(relaxation) == words
