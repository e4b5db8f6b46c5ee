"""What rules cost: prices that can be counted by hand, in an order of proof, the same for the same seed."""

from dataclasses import replace

import pytest

from challenge.teams.solver.compose import compose
from challenge.teams.solver.model import Constraint, Effort, Instance, Wish
from challenge.teams.solver.prices import RULES, RulePrice, first_wishes, priced_rules, rule_prices, without
from tests.unit.teams.solver_cases import LITTLE, instance, planted, problem, student


def divided() -> Instance:
    """Return twelve who all wish P0 first and P1 second, where a cap lets three of each department in."""
    students = [student(k, department="TC" if k < 8 else "INFO") for k in range(12)]
    wishes = [Wish(f"S{k:03d}", rank, "problem", f"P{rank - 1}") for k in range(8) for rank in (1, 2)]
    problems = [problem(k, min_teams=1, max_teams=1, min_size=4, max_size=8, dept_cap=4) for k in range(2)]
    return instance(students, problems, wishes)


def prices(case: Instance, seed: int = 1) -> dict[str, RulePrice]:
    plan = compose(case, seed=seed, effort=LITTLE)
    return {one.rule: one for one in rule_prices(case, plan, seed=seed, effort=LITTLE)}


def test_a_cap_costs_what_those_lose_whom_it_keeps_out() -> None:
    # Eight of TC wish P0: four may, four get their second wish at 10 each. Without the cap all eight may.
    cap = prices(divided())["department_cap"]

    assert (cap.found, cap.least, cap.first_wishes, cap.work) == (40, 40, 4, 2)


def test_a_rule_that_hurts_nobody_costs_nothing() -> None:
    case = replace(divided(), constraints=(Constraint("apart", "S008", "S000"),))
    apart = prices(case)["apart"]

    assert (apart.found, apart.least, apart.first_wishes, apart.work) == (0, 0, 0, 1)


def test_a_lock_costs_the_wish_of_the_one_who_is_locked() -> None:
    roomy = replace(divided(), problems=tuple(replace(one, dept_cap=8) for one in divided().problems))
    lock = prices(replace(roomy, constraints=(Constraint("lock", "S000", "P1"),)))["lock"]

    assert (lock.found, lock.least, lock.first_wishes) == (10, 10, 1)


def test_a_soft_rule_costs_at_most_what_is_paid_for_breaking_it() -> None:
    case = replace(divided(), soft={"department_cap": 3})
    cap = prices(case)["department_cap"]

    # Four break it at 3 each, rather than lose 10 each.
    assert (cap.found, cap.least, cap.most) == (12, 12, 12)


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_lies_within_what_is_proven(seed: int) -> None:
    found = prices(planted(seed))

    assert list(found) == list(priced_rules(planted(seed)))
    assert [one for one in found.values() if not 0 <= one.least <= one.found <= one.most] == []


def test_the_same_seed_gives_the_same_prices() -> None:
    assert prices(planted(3)) == prices(planted(3))


def test_only_rules_that_say_something_are_asked_about() -> None:
    free = instance([student(k) for k in range(6)], [problem(0, language="", site="ANY", remote_ok=True)])

    assert priced_rules(free) == {"sizes": 1}


@pytest.mark.parametrize("rule", RULES)
def test_without_a_rule_the_rest_stays(rule: str) -> None:
    case = planted(2)
    other = without(case, rule)

    assert (other.students, other.wishes, other.weights, other.soft) == (
        case.students,
        case.wishes,
        case.weights,
        case.soft,
    )
    assert without(other, rule) == other or rule == "sizes"


def test_some_rules_can_be_asked_about_alone() -> None:
    case = divided()
    plan = compose(case, seed=1, effort=LITTLE)

    assert [one.rule for one in rule_prices(case, plan, seed=1, effort=LITTLE, rules=["sizes"])] == ["sizes"]


def test_nothing_is_told_when_time_is_up() -> None:
    case = divided()
    plan = compose(case, seed=1, effort=LITTLE)

    assert list(rule_prices(case, plan, seed=1, effort=Effort(1000, lambda: True))) == []


def test_wishes_of_themes_count_as_first_wishes() -> None:
    case = replace(divided(), wishes=(Wish("S000", 1, "theme", "city"), Wish("S001", 2, "theme", "city")))

    assert first_wishes(case, compose(case, seed=1, effort=LITTLE)) == 1
