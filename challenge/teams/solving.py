"""The worker's duty: takes waiting runs, computes them in a process apart, keeps the curve and the result."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from challenge.kernel.actor import HOUSE, Actor
from challenge.kernel.clock import monotonic
from challenge.runtime.apart import Died, run_apart
from challenge.runtime.opening import Opened
from challenge.runtime.worker import Duty
from challenge.teams.models import CompositionRun
from challenge.teams.runs import REPAIR, Outcome, beat, claim_run, end_run, note_progress, take_input

POINT_EVERY_S = BEAT_EVERY_S = 1.0
COMPOSE = "challenge.teams.composing:compose_apart"

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
        by = replace(HOUSE, edition_id=run.edition_id)
        baseline = run.placements if run.origin == REPAIR else None
        asked = ({field: getattr(run, field) for field in ("seed", "seconds", "policy", "more_moves")}, baseline)
    content = ground.works.perform(by, take_input, run_id)
    last = [monotonic()]

    def note(point: Any) -> None:  # noqa: ANN401 - the solver's Progress, which is not loaded here
        if monotonic() - last[0] >= POINT_EVERY_S or point.done_share >= 1:
            last[0] = monotonic()
            ground.works.perform(by, note_progress, run_id, point.done_share, point.objective, point.bound)

    beats = Beats(ground, by, run_id)
    outcome = outcome_of((content, *asked), note, beats.is_stopped)
    ground.works.perform(by, end_run, run_id, outcome)
    return True


@dataclass(slots=True)
class Beats:
    """Asks every second whether somebody is satisfied, and shows that the worker is alive while it asks."""

    ground: Opened
    by: Actor
    run_id: int
    last: float = 0.0

    def is_stopped(self) -> bool:
        """Say whether the run is to end with what it has."""
        if monotonic() - self.last < BEAT_EVERY_S:
            return False
        self.last = monotonic()
        return self.ground.works.perform(self.by, beat, self.run_id)


def outcome_of(asked: tuple[Any, ...], note: Callable[[Any], None], wants_stop: Callable[[], bool]) -> Outcome:
    """Compute in a process apart; whatever happens there becomes a state that the desk shows."""
    try:
        found = run_apart(COMPOSE, *asked, on_message=note, wants_stop=wants_stop)
    except Died:
        _log.exception("composition died")
        return Outcome("failed")
    return Outcome(**found)
