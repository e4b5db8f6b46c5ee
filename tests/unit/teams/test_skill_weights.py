from dataclasses import replace
from itertools import product
from random import Random

import pytest

from challenge.teams.solver.board import board_of
from challenge.teams.solver.check import bent, check, parts_of
from challenge.teams.solver.compose import compose
from challenge.teams.solver.model import Constraint, Instance, Parts, Placement, Plan, Wish
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student

FEW = [seed for seed in range(60) if len(planted(seed).students) <= 9 and len(planted(seed).problems) == 2][:6]


def one_seat_left(weights: dict[str, int]) -> Instance:
    """One seat of a team that asks for a sculptor and a weaver: the weaver wishes it, the sculptor wishes the other."""
    bring = [frozenset({"sculpts"}), frozenset({"weaves"}), frozenset[str](), frozenset[str]()]
    people = [student(number, skills=skills) for number, skills in enumerate(bring)]
    asking = problem(0, min_size=2, max_size=2, required_skills=frozenset({"sculpts", "weaves"}), skill_weights=weights)
    wishes = [Wish("S000", 1, "problem", "P1"), Wish("S000", 2, "problem", "P0")]
    wishes += [Wish("S001", 1, "problem", "P0"), Wish("S001", 2, "problem", "P1")]
    case = instance(
        people,
        [asking, problem(1, min_size=2, max_size=2)],
        wishes,
        [Constraint("lock", "S002", "P0"), Constraint("lock", "S003", "P1")],
    )
    return replace(case, soft={"required_skill": 15})


def drawn(seed: int) -> Instance:
    """A drawn case of which some problems ask for skills that few or none bring, each of its own weight."""
    case, rng = planted(seed), Random(seed)
    names = ("sculpts", "weaves", "paints")
    people = [replace(s, skills=frozenset(rng.sample(names, rng.choice((0, 0, 1))))) for s in case.students]
    problems = [
        replace(p, required_skills=frozenset(asked), skill_weights={skill: rng.randint(1, 3) for skill in asked})
        for p in case.problems
        for asked in [rng.sample(names, rng.choice((0, 1, 2, 3)))]
    ]
    return replace(case, students=tuple(people), problems=tuple(problems), soft={"required_skill": 35})


def cheapest(case: Instance) -> int:
    """Try every seating of a case with up to two teams on each problem."""
    slots = [(p.problem_id, number) for p in case.problems for number in range(1, p.max_teams + 1)]
    best = 10**9
    for seats in product(slots, repeat=len(case.students)):
        placed = tuple(Placement(s.student_id, *seat) for s, seat in zip(case.students, seats, strict=True))
        plan = Plan(placed, 0, 0, Parts())
        if not check(case, plan):
            best = min(best, parts_of(case, plan).total)
    return best


@pytest.mark.parametrize(("weights", "chosen"), [({}, "S001"), ({"sculpts": 3}, "S000"), ({"weaves": 3}, "S001")])
def test_who_brings_what_weighs_more_gets_the_seat(weights: dict[str, int], chosen: str) -> None:
    case = one_seat_left(weights)
    plan = compose(case, seed=1, effort=LITTLE)
    seated = {one.student_id for one in plan.placements if one.problem_id == "P0"}

    assert seated == {chosen, "S002"}
    assert plan.bound == plan.objective == plan.parts.total


def test_a_missing_skill_costs_its_weight_each_time() -> None:
    case = one_seat_left({"sculpts": 3, "weaves": 2})
    seats = zip(("S000", "S001", "S002", "S003"), ("P1", "P1", "P0", "P0"), strict=True)
    plan = Plan(tuple(Placement(name, problem_id, 1) for name, problem_id in seats), 0, 0, Parts())
    prices = [price for violation, price in bent(case, plan) if violation.rule == "required_skill"]

    assert sorted(prices) == [2 * 15, 3 * 15]


def test_a_weight_says_nothing_where_the_rule_binds() -> None:
    case = replace(drawn(3), soft={})
    even = replace(case, problems=tuple(replace(p, skill_weights={}) for p in case.problems))

    assert board_of(case).asked == board_of(even).asked


@pytest.mark.parametrize("seed", FEW)
def test_composed_plans_are_the_cheapest_that_trying_all_finds(seed: int) -> None:
    case = drawn(seed)
    plan = compose(case, seed=1, effort=LITTLE)

    assert (check(case, plan), plan.parts) == ([], parts_of(case, plan))
    assert plan.bound <= cheapest(case) <= plan.objective


@pytest.mark.parametrize("seed", range(4))
def test_larger_cases_are_priced_as_they_are_searched(seed: int) -> None:
    case = drawn(seed)
    plan = compose(case, seed=1, effort=LITTLE)

    assert (check(case, plan), plan.objective) == ([], parts_of(case, plan).total)
    assert plan.bound <= plan.objective
