"""What announcements ask of the alarm clock."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from challenge.announcements.actions import send_due
from challenge.announcements.queries import Waiting, waiting
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.work import Works
from challenge.runtime.alarms import Alarm

HORIZON = timedelta(minutes=10)


def alarms(works: Works) -> list[Alarm]:
    """Return an alarm for each announcement of the next ten real minutes, and for those that are past."""
    with works.database.read() as session:
        found = waiting(session, real_now() + HORIZON)
    # The real time is part of the name: a clock that was paused or sped up makes another alarm of it.
    return [
        Alarm(f"announcement:{one.announcement_id}:{one.real_at.timestamp():.3f}", one.real_at, _firing(works, one))
        for one in found
    ]


def _firing(works: Works, one: Waiting) -> Callable[[], None]:
    by = replace(HOUSE, edition_id=one.edition_id)

    def fire() -> None:
        works.perform(by, send_due, one.announcement_id)

    return fire
