"""What judging asks of the alarm clock: that ballots are forgotten in time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from challenge.judging.audience import ballots_due, forget_ballots
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.work import Works
from challenge.runtime.alarms import Alarm

HORIZON = timedelta(minutes=10)


def alarms(works: Works) -> list[Alarm]:
    """Return an alarm for each edition whose ballots are to be forgotten within ten real minutes, or are overdue."""
    with works.database.read() as session:
        due = ballots_due(session, real_now() + HORIZON)
    return [
        Alarm(f"ballots:{edition_id}:{at.timestamp():.0f}", at, _firing(works, edition_id)) for edition_id, at in due
    ]


def _firing(works: Works, edition_id: int) -> Callable[[], None]:
    by = replace(HOUSE, edition_id=edition_id)

    def fire() -> None:
        works.perform(by, forget_ballots)

    return fire
