"""What the help queue asks of the alarm clock: that organisers learn of what waits too long."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.work import Works
from challenge.mentoring.actions import escalate_help
from challenge.mentoring.queries import Overdue, overdue
from challenge.runtime.alarms import Alarm

HORIZON = timedelta(minutes=10)


def alarms(works: Works) -> list[Alarm]:
    """Return an alarm for each request whose promise ends in the next ten real minutes, or has ended."""
    with works.database.read() as session:
        found = overdue(session, real_now() + HORIZON)
    # The real time is part of the name: a clock that was paused or sped up makes another alarm of it.
    return [
        Alarm(f"help:{one.request_id}:{one.real_at.timestamp():.3f}", one.real_at, _firing(works, one)) for one in found
    ]


def _firing(works: Works, one: Overdue) -> Callable[[], None]:
    by = replace(HOUSE, edition_id=one.edition_id)

    def fire() -> None:
        works.perform(by, escalate_help, one.request_id)

    return fire
