from dataclasses import replace
from itertools import combinations, product

import pytest

from challenge.teams.solver.check import check, parts_of
from challenge.teams.solver.compose import compose
from challenge.teams.solver.model import Constraint, Effort, Instance, Parts, Placement, Plan
from challenge.teams.solver.repair_exact import is_within
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student
from tests.unit.teams.test_repair import moved, without


def seated(*teams: range) -> Plan:
    """A plan with one team per problem."""
    seats = (Placement(f"S{k:03d}", f"P{place}", 1) for place, team in enumerate(teams) for k in team)
    return Plan(tuple(seats), 0, 0, Parts())


def confused(plan: Plan) -> Plan:
    """The plan with its first and last student of different teams in each other's place."""
    first = plan.placements[0]
    last = [p for p in plan.placements if (p.problem_id, p.team_no) != (first.problem_id, first.team_no)][-1]
    swapped = {
        first.student_id: replace(last, student_id=first.student_id),
        last.student_id: replace(first, student_id=last.student_id),
    }
    return replace(plan, placements=tuple(swapped.get(p.student_id, p) for p in plan.placements))


def by_trying(case: Instance, plan: Plan, most: int) -> tuple[int, int] | None:
    """The fewest moves between the plan's teams, and the best objective with them; None above so many moves."""
    here = [p for p in plan.placements if p.student_id in {s.student_id for s in case.students if s.present}]
    seats = sorted({(p.problem_id, p.team_no) for p in plan.placements})
    for moves in range(most + 1):
        valid = []
        for who in combinations(range(len(here)), moves):
            for to in product(seats, repeat=moves):
                new = {k: Placement(here[k].student_id, *seat) for k, seat in zip(who, to, strict=True)}
                draft = replace(plan, placements=tuple(new.get(k, place) for k, place in enumerate(here)))
                if all(new[k] != here[k] for k in who) and not check(case, draft):
                    valid.append(parts_of(case, draft).total)
        if valid:
            return moves, min(valid)
    return None


def test_the_bound_knows_that_donors_run_out() -> None:
    english, skilled = frozenset({"en", "fr"}), frozenset({"cad"})
    able = {0: english, 3: english, 6: frozenset({"fr"})}
    others = {k: frozenset({"en"}) if k < 3 else frozenset({"fr"}) for k in range(9)}
    students = [
        student(k, languages=able.get(k, others[k]), skills=skilled if k in able else frozenset()) for k in others
    ]
    asked = {"min_size": 2, "required_skills": skilled}
    problems = [problem(0, language="en", **asked), problem(1, **asked), problem(2, min_size=2)]
    plan = seated(range(3), range(3, 6), range(6, 9))

    repaired = compose(without(instance(students, problems), "S000"), seed=1, effort=LITTLE, baseline=plan)

    assert (repaired.moves, repaired.moves_bound) == (2, 2)
    assert moved(plan, repaired) == ["S003", "S006"]


def test_a_team_that_may_close_gives_its_people_to_the_others() -> None:
    problems = [problem(0, min_size=4), problem(1, min_size=4), problem(2, min_size=2, min_teams=0)]
    case = without(instance([student(k) for k in range(10)], problems), "S000", "S004")

    repaired = compose(case, seed=1, effort=LITTLE, baseline=seated(range(4), range(4, 8), range(8, 10)))

    assert {place.problem_id for place in repaired.placements} == {"P0", "P1"}
    assert (repaired.moves, repaired.moves_bound) == (2, 2)


def test_two_who_must_not_meet_any_more_are_parted_by_one_move() -> None:
    case = instance([student(k) for k in range(8)], [problem(0), problem(1)], [], [Constraint("apart", "S000", "S001")])
    plan = seated(range(4), range(4, 8))

    repaired = compose(case, seed=1, effort=LITTLE, baseline=plan)

    assert (repaired.moves, repaired.moves_bound) == (1, 1)
    assert moved(plan, repaired) in (["S000"], ["S001"])


@pytest.mark.parametrize("soft", [{}, {"min_depts": 30, "department_cap": 20, "seniors": 70, "required_skill": 50}])
@pytest.mark.parametrize("seed", range(1, 7))
def test_repair_is_as_good_as_trying_everything(seed: int, soft: dict[str, int]) -> None:
    case = replace(planted(seed), soft=soft)
    plan = confused(compose(case, seed=1, effort=LITTLE))

    repaired = compose(case, seed=1, effort=LITTLE, baseline=plan)

    assert (repaired.moves, repaired.objective) == by_trying(case, plan, 2)
    assert (repaired.moves_bound or 0) <= (repaired.moves or 0)


def test_a_program_is_written_only_where_it_fits() -> None:
    assert is_within(100, LITTLE)
    assert not is_within(0, LITTLE)
    assert not is_within(100_000, LITTLE)
    assert not is_within(2_000_000, Effort(10**12))
