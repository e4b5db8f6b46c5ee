"""Reactions of the walls to facts of lower rooms."""

from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.schedule.events import EditionCloned
from challenge.wall.actions import forget_shown


def start_afresh(work: Work, stored: Stored) -> None:
    """Keep the screens of the edition that was the model, and nothing of what they showed."""
    assert isinstance(stored.event, EditionCloned)
    forget_shown(work)


LISTENER = Listener("wall.schedule", {EditionCloned: start_afresh})
