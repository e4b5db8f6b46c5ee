"""The worker's duty: rehearsals that wait, each played in a process apart, its report kept."""

import logging
from dataclasses import dataclass, replace
from typing import Any

from challenge.editions.queries import slug_of
from challenge.kernel.actor import HOUSE, Actor
from challenge.kernel.clock import monotonic
from challenge.rehearsal import actions
from challenge.rehearsal.models import Rehearsal
from challenge.runtime.apart import Died, run_apart
from challenge.runtime.opening import Opened
from challenge.runtime.worker import Duty

BEAT_EVERY_S = 2.0
APART = "challenge.rehearsal.apart:rehearse_apart"
DIED = "rehearsal.died"

_log = logging.getLogger("challenge.rehearsal")


def duty(ground: Opened) -> Duty:
    """Return the duty of the worker."""
    return Duty("rehearsals", lambda: rehearse_one(ground))


def rehearse_one(ground: Opened) -> bool:
    """Take and play one rehearsal; False when none waits."""
    rehearsal_id = ground.works.perform(HOUSE, actions.claim_rehearsal)
    if rehearsal_id is None:
        return False
    with ground.database.read() as session:
        row = session.get_one(Rehearsal, rehearsal_id)
        by, slug = replace(HOUSE, edition_id=row.edition_id), slug_of(session, row.edition_id)
        speed, seed = row.speed, row.seed

    def note(words: Any) -> None:  # noqa: ANN401 - what the line brings
        ground.works.perform(by, actions.note_said, rehearsal_id, words)

    beats = _Beats(ground, by, rehearsal_id)
    try:
        asked = (ground.config, slug, speed, seed)
        report, failure = run_apart(APART, *asked, on_message=note, wants_stop=beats.is_stopped)
    except Died:
        _log.exception("rehearsal died")
        report, failure = None, DIED
    ground.works.perform(by, actions.end_rehearsal, rehearsal_id, report, failure)
    return True


@dataclass(slots=True)
class _Beats:
    """Shows every two seconds that the worker is at it, and asks whether the desk has had enough."""

    ground: Opened
    by: Actor
    id: int
    last: float = 0.0

    def is_stopped(self) -> bool:
        if monotonic() - self.last < BEAT_EVERY_S:
            return False
        self.last = monotonic()
        return self.ground.works.perform(self.by, actions.beat, self.id)
