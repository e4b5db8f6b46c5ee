"""The worker's duty: takes waiting runs, computes them in a process apart, keeps the curve and the result."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import monotonic
from challenge.runtime.apart import Died, run_apart
from challenge.runtime.opening import Opened
from challenge.runtime.worker import Duty
from challenge.teams.actions import Outcome, claim_run, end_run, note_progress
from challenge.teams.inputs import instance_of
from challenge.teams.models import CompositionRun
from challenge.teams.rules import CompositionRules
from challenge.teams.solver.compose import compose
from challenge.teams.solver.impossible import Impossible
from challenge.teams.solver.model import Effort, Instance, Progress

POINT_EVERY_S = 1.0

_log = logging.getLogger("challenge.teams")


def duty(ground: Opened) -> Duty:
    """Return the duty of the worker."""
    return Duty("compositions", lambda: solve_one(ground))


def solve_one(ground: Opened) -> bool:
    """Take and compute one run; False when none waits."""
    run_id = ground.works.perform(HOUSE, claim_run)
    if run_id is None:
        return False
    with ground.database.read() as session:
        run = session.get_one(CompositionRun, run_id)
        edition_id, seed, seconds = run.edition_id, run.seed, run.seconds
        instance = instance_of(session, edition_id, CompositionRules(**run.rules))
    by = replace(HOUSE, edition_id=edition_id)
    last = [monotonic()]

    def note(point: Progress) -> None:
        if monotonic() - last[0] >= POINT_EVERY_S or point.done_share >= 1:
            last[0] = monotonic()
            ground.works.perform(by, note_progress, run_id, point.done_share, point.objective, point.bound)

    ground.works.perform(by, end_run, run_id, outcome_of(instance, seed, seconds, note))
    return True


def outcome_of(instance: Instance, seed: int, seconds: int, note: Callable[[Progress], None]) -> Outcome:
    """Compute in a process apart; whatever happens there becomes a state that the desk shows."""
    try:
        found = run_apart(compose_apart, instance, seed, seconds, on_message=note)
    except Died:
        _log.exception("composition died")
        return Outcome("failed")
    return Outcome(**found)


def compose_apart(send: Callable[[Progress], None], instance: Instance, seed: int, seconds: int) -> dict[str, Any]:
    """Compose and return the fields of an `Outcome`; runs in the process apart."""
    end = monotonic() + seconds
    try:
        plan = compose(
            instance, seed=seed, effort=Effort.of_seconds(seconds, lambda: monotonic() > end), on_progress=send
        )
    except Impossible as impossible:
        found = [{"rule": r.rule, "amount": r.amount, "objects": list(r.objects)} for r in impossible.relaxations]
        return {"state": "impossible", "findings": found}
    placements = [(one.student_id, one.problem_id, one.team_no) for one in plan.placements]
    return {"state": "done", "placements": placements, "objective": plan.objective, "bound": plan.bound}
