"""When the system's clock was set or the machine slept, organisers are told; what is late fires or waits as ever."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE
from challenge.kernel.events import Stored
from challenge.kernel.log import facts_named
from challenge.kernel.work import Work, Works
from challenge.schedule.events import ClockStepped
from challenge.schedule.models import Milestone, MilestoneFiring, MilestoneHold

SAME = timedelta(seconds=10)
"""So near to each other, in time and in size, two steps are one that two workers have seen."""
SHOWN = timedelta(days=1)
BEFORE, AFTER = timedelta(seconds=5), timedelta(minutes=1)
"""What a step does is done in this time around its being noticed: alarms may come a moment before it."""


def note_step(works: Works, seconds: float) -> None:
    """Say in every open edition by how many seconds the system's clock went ahead (below zero: back)."""
    with works.database.read() as session:
        open_ids = list(session.execute(select(Edition.id).where(Edition.closed_at.is_(None))).scalars())
    for edition_id in open_ids:
        works.perform(replace(HOUSE, edition_id=edition_id), _say, round(seconds))


def _say(work: Work, seconds: int) -> None:
    # Every worker of a machine sees the same step: whoever comes second waits for the row, and finds it said.
    work.locked(Edition, work.edition_id)
    for said in facts_named(work.session, work.edition_id, [ClockStepped.name]):
        event = said.event
        assert isinstance(event, ClockStepped)
        if abs(event.seconds - seconds) <= SAME.total_seconds() and abs(work.real - said.recorded_at) <= SAME:
            return
    work.emit(ClockStepped(seconds=seconds))


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the system's clock, as the desk is told of it.

    Fields:
        at: the edition's instant at which it was noticed.
        minutes: by how much it went ahead; below zero: back.
        fired, held: how many moments fired in the minute after it, and how many were held for the desk's word.
    """

    at: datetime
    minutes: int
    fired: int
    held: int


def last_steps(session: Session, edition_id: int, real: datetime) -> list[Step]:
    """Return the steps of the last real day, the newest first; one statement where there was none."""
    facts = facts_named(session, edition_id, [ClockStepped.name])
    return [_step(session, one) for one in reversed(facts) if abs(real - one.recorded_at) <= SHOWN]


def _step(session: Session, said: Stored) -> Step:
    event = said.event
    assert isinstance(event, ClockStepped)
    span = (said.recorded_at - BEFORE, said.recorded_at + AFTER)
    own = select(Milestone.id).where(Milestone.edition_id == said.edition_id)
    fired = select(func.count()).where(MilestoneFiring.milestone_id.in_(own), MilestoneFiring.fired_at.between(*span))
    held = select(func.count()).where(MilestoneHold.milestone_id.in_(own), MilestoneHold.held_at.between(*span))
    counts = [session.execute(wanted).scalar_one() for wanted in (fired, held)]
    return Step(said.at, round(event.seconds / 60), *counts)
