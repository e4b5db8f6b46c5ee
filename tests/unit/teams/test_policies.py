import pytest

from challenge.teams.solver.compose import compose
from challenge.teams.solver.model import Wish
from challenge.teams.solver.policies import Policy, weigh
from tests.unit.teams.solver_cases import LITTLE, WEIGHTS, instance, problem, student


def test_weighted_policy_keeps_the_costs() -> None:
    assert weigh(WEIGHTS, "weighted") == WEIGHTS


def test_generous_policy_charges_late_ranks_most() -> None:
    weights = weigh(WEIGHTS, "generous")

    assert (weights.rank_cost, weights.unwished) == ((0, 10, 30, 90), 270)


def test_rank_maximal_policy_charges_the_loss_of_a_first_rank_most() -> None:
    weights = weigh(WEIGHTS, "rank_maximal")

    assert (weights.rank_cost, weights.unwished) == ((0, 270, 360, 390), 400)


@pytest.mark.parametrize(
    ("policy", "places"), [("generous", ["P1", "P0"]), ("weighted", ["P1", "P0"]), ("rank_maximal", ["P0", "P1"])]
)
def test_compose_follows_the_policy(policy: Policy, places: list[str]) -> None:
    """Two compete for one seat of P0: the first of them wishes P1 second, the other nothing else but ranks P0 third."""
    wishes = [Wish("S000", 1, "problem", "P0"), Wish("S000", 2, "problem", "P1"), Wish("S001", 3, "problem", "P0")]
    case = instance([student(0), student(1)], [problem(k, min_size=1, max_size=1) for k in range(2)], wishes)

    plan = compose(case, seed=1, effort=LITTLE, policy=policy)

    assert [p.problem_id for p in plan.placements] == places
