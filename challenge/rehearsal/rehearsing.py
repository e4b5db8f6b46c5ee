"""The worker's duty: rehearsals that wait, each played in a process apart, its report kept."""

import logging
from dataclasses import replace
from typing import Any

from challenge.editions.queries import slug_of
from challenge.kernel.actor import HOUSE
from challenge.rehearsal import actions
from challenge.rehearsal.models import Rehearsal
from challenge.runtime.apart import Died, run_apart
from challenge.runtime.beats import Beats
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened

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

    beats = Beats(ground, by, rehearsal_id, actions.beat)
    try:
        asked = (ground.config, slug, speed, seed)
        report, failure = run_apart(APART, *asked, on_message=note, wants_stop=beats.is_stopped)
    except Died:
        _log.exception("rehearsal died")
        report, failure = None, DIED
    ground.works.perform(by, actions.end_rehearsal, rehearsal_id, report, failure)
    return True
