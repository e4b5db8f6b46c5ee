from collections import Counter
from random import Random

import pytest

from challenge.teams.solver.check import check, parts_of
from challenge.teams.solver.compose import compose
from challenge.teams.solver.effect import Effects, Moves
from challenge.teams.solver.model import Instance, Parts, Placement, Plan, Violation, Wish
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student


def changed(plan: Plan, moves: Moves) -> Plan:
    kept = [p for p in plan.placements if p.student_id not in moves]
    return Plan((*kept, *(Placement(name, *seat) for name, seat in moves.items() if seat)), 0, 0, Parts())


def random_moves(case: Instance, plan: Plan, rng: Random) -> Moves:
    seats = [(p.problem_id, p.team_no) for p in plan.placements] + [(case.problems[0].problem_id, 9)]
    return {p.student_id: rng.choice(seats) for p in rng.sample(plan.placements, rng.randint(1, 3))}


@pytest.mark.parametrize("seed", range(8))
def test_effect_equals_the_difference_of_two_judgements(seed: int) -> None:
    case, rng = planted(seed), Random(seed)
    plan = compose(case, seed=1, effort=LITTLE)
    effects = Effects(case, plan)

    for _ in range(10):
        moves = random_moves(case, plan, rng)
        after = changed(plan, moves)
        effect = effects.of(moves)

        assert effect.change == parts_of(case, after) - parts_of(case, plan)
        assert Counter(effect.broken) == Counter(check(case, after))
        assert effect.mended == ()


def test_effect_names_what_a_move_mends() -> None:
    case = instance([student(k) for k in range(7)], [problem(0, min_size=3), problem(1, min_size=3)])
    bad = Plan(tuple(Placement(f"S{k:03d}", "P0" if k < 5 else "P1", 1) for k in range(7)), 0, 0, Parts())

    effect = Effects(case, bad).move("S000", "P1", 1)

    assert (effect.mended, effect.is_allowed) == ((Violation("team_size", ("P1", "1")),), True)


def test_effect_of_a_swap_prices_both_wishes() -> None:
    wishes = [Wish("S000", 1, "problem", "P1"), Wish("S003", 2, "problem", "P0")]
    case = instance([student(k) for k in range(6)], [problem(0), problem(1)], wishes)
    plan = Plan(tuple(Placement(f"S{k:03d}", f"P{k // 3}", 1) for k in range(6)), 0, 0, Parts())

    assert Effects(case, plan).swap("S000", "S003").change == Parts(wish=-600 - 590)


def test_effect_of_leaving_is_an_unassigned_student() -> None:
    case = instance([student(k) for k in range(4)], [problem(0)])
    plan = compose(case, seed=1, effort=LITTLE)

    assert Effects(case, plan).of({"S000": None}).broken == (Violation("unassigned", ("S000",)),)


def test_effects_go_on_from_applied_moves() -> None:
    case = planted(4)
    plan = compose(case, seed=1, effort=LITTLE)
    first, second = plan.placements[0], plan.placements[-1]
    effects, moves = Effects(case, plan), {first.student_id: (second.problem_id, second.team_no)}

    effects.apply(moves)

    back = {first.student_id: (first.problem_id, first.team_no)}
    assert effects.of(back).change == parts_of(case, plan) - parts_of(case, changed(plan, moves))


def test_effect_refuses_a_stranger() -> None:
    case = instance([student(k) for k in range(4)], [problem(0)])

    with pytest.raises(KeyError):
        Effects(case, Plan((), 0, 0, Parts())).move("S999", "P0", 1)
