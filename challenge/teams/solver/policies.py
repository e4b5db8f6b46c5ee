"""How wishes are weighed against each other: three notions of fairness as costs of ranks.

Exact lexicographic orders would need costs that grow with the number of students; here each step outweighs `STEEP` of
the next lesser one, which plans in practice do not undo.
"""

from dataclasses import replace
from typing import Literal

from challenge.teams.solver.model import Instance, Weights

Policy = Literal["weighted", "generous", "rank_maximal"]

STEEP = 3
SCALE = 10
"""Cost of the least step, in tenths of a point."""


def weigh(weights: Weights, policy: Policy) -> Weights:
    """Return weights whose rank costs follow a policy; all other weights stay.

    `weighted` keeps the costs. `generous` first avoids places that nobody wished, then the worst rank, then the next:
    costs grow by the factor `STEEP` from rank to rank. `rank_maximal` first gives as many first wishes as possible,
    then second ones: the step from the first rank to the second is the largest.
    """
    ranks = len(weights.rank_cost)
    if policy == "generous":
        costs = [0, *(SCALE * STEEP**k for k in range(ranks))]
    elif policy == "rank_maximal":
        steps = [0, *(SCALE * STEEP ** (ranks - 1 - k) for k in range(ranks))]
        costs = [sum(steps[: k + 1]) for k in range(ranks + 1)]
    else:
        return weights
    return replace(weights, rank_cost=tuple(costs[:ranks]), unwished=costs[ranks])


def under(instance: Instance, policy: Policy) -> Instance:
    """Return the instance with its wishes weighed by a policy."""
    return replace(instance, weights=weigh(instance.weights, policy))
