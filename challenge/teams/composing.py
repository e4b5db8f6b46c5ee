"""The computation itself, loaded in a process apart alone: from a kept input to teams."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from challenge.kernel.clock import monotonic
from challenge.runtime.apart import Line
from challenge.teams.snapshots import as_instance, as_plan
from challenge.teams.solver.compose import Near, compose
from challenge.teams.solver.impossible import Impossible
from challenge.teams.solver.machine import compiling_s
from challenge.teams.solver.model import Effort, Plan


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
    end = monotonic() + seconds + compiling_s()
    effort = Effort.of_seconds(seconds, lambda: monotonic() > end or line.is_stopped())
    before = as_plan(baseline) if baseline is not None else None
    try:
        instance = as_instance(content)
        near = Near(baseline=before, more_moves=how["more_moves"])
        plan = compose(instance, seed=seed, effort=effort, on_progress=line.send, policy=policy, **near)
    except Impossible as impossible:
        found = [
            {"rule": one.rule, "amount": one.amount, "objects": list(one.objects)} for one in impossible.relaxations
        ]
        return {"state": "impossible", "findings": found}
    return _done(plan)


def _done(plan: Plan) -> dict[str, Any]:
    placements = [(one.student_id, one.problem_id, one.team_no) for one in plan.placements]
    figures = {"objective": plan.objective, "bound": plan.bound, "parts": asdict(plan.parts)}
    return {"state": "done", "placements": placements, **figures}
