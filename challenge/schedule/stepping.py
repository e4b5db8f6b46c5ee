"""When the system's clock was set or the machine slept, organisers are told; what is late fires or waits as ever."""

from dataclasses import replace

from sqlalchemy import select

from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE
from challenge.kernel.work import Work, Works
from challenge.schedule.events import ClockStepped


def note_step(works: Works, seconds: float) -> None:
    """Say in every open edition by how many seconds the system's clock went ahead (below zero: back)."""
    with works.database.read() as session:
        open_ids = list(session.execute(select(Edition.id).where(Edition.closed_at.is_(None))).scalars())
    for edition_id in open_ids:
        works.perform(replace(HOUSE, edition_id=edition_id), _say, round(seconds))


def _say(work: Work, seconds: int) -> None:
    work.emit(ClockStepped(seconds=seconds))
