"""The computations themselves, loaded in a process apart alone: from a kept input to teams, and what rules cost."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from challenge.runtime.apart import Line
from challenge.teams.limits import Limit
from challenge.teams.snapshots import as_instance, as_plan
from challenge.teams.solver.compose import Near, compose
from challenge.teams.solver.impossible import Impossible
from challenge.teams.solver.model import Effort, Plan
from challenge.teams.solver.policies import under
from challenge.teams.solver.prices import priced_rules, rule_prices
from challenge.teams.solver.proof import confirmed

PROPOSALS_PER_PRICE = 30_000_000
"""Work for each rule: two to three seconds of search."""
LEAST_SECONDS = 10
"""A run of a second or two ends by its work, which is the same each time: a busy machine may take longer for it."""


def compose_apart(
    line: Line, content: Mapping[str, Any], how: Mapping[str, Any], baseline: list[list[Any]] | None
) -> dict[str, Any]:
    """Compose and return the fields of an `Outcome`.

    Args:
        line: told of the progress; asks whether somebody is satisfied.
        content: the input as JSON values.
        how: `seed`, `seconds`, `policy` and `more_moves` of the run.
        baseline: placements to change as little as possible; None to compose anew.
    """
    seed, seconds, policy = how["seed"], how["seconds"], how["policy"]
    limit = Limit(max(seconds, LEAST_SECONDS))
    effort = Effort.of_seconds(seconds, lambda: limit.is_over() or line.is_stopped())
    before = as_plan(baseline) if baseline is not None else None
    instance = as_instance(content)
    try:
        near = Near(baseline=before, more_moves=how["more_moves"])
        with limit.counting():
            plan = compose(instance, seed=seed, effort=effort, on_progress=line.send, policy=policy, **near)
    except Impossible as claim:
        impossible = claim if line.is_stopped() else confirmed(instance, claim)
        if impossible.is_only_late:
            return {"state": "not_found"}
        found = [
            {"rule": one.rule, "amount": one.amount, "objects": list(one.objects)} for one in impossible.relaxations
        ]
        return {"state": "impossible", "findings": found}
    return _done(plan)


def _done(plan: Plan) -> dict[str, Any]:
    placements = [(one.student_id, one.problem_id, one.team_no) for one in plan.placements]
    figures = {name: getattr(plan, name) for name in ("objective", "bound", "moves", "moves_bound")}
    figures["parts"] = asdict(plan.parts)
    return {"state": "done", "placements": placements, **figures}


def price_apart(
    line: Line, content: Mapping[str, Any], how: Mapping[str, Any], placements: list[list[Any]], known: Sequence[str]
) -> None:
    """Find out what each rule costs; send the names of the rules first, then the fields of each `RulePrice`.

    Args:
        line: told of each price; asks whether something else goes first.
        content: the input as JSON values.
        how: `seed`, `policy`, `objective` and `bound` of the run.
        placements: its teams.
        known: rules whose price is known already.
    """
    instance = under(as_instance(content), how["policy"])
    # The bound of another policy is one in other weights.
    bound = how["bound"] if how["policy"] == "weighted" else 0
    plan = replace(as_plan(placements, how["objective"] or 0), bound=bound or 0)
    rules = list(priced_rules(instance))
    line.send(rules)
    effort = Effort(PROPOSALS_PER_PRICE, line.is_stopped)
    wanted = [rule for rule in rules if rule not in known]
    for price in rule_prices(instance, plan, seed=how["seed"], effort=effort, rules=wanted):
        line.send(asdict(price))
