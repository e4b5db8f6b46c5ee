"""When the system's clock was set or the machine slept, organisers are told; what is late fires or waits as ever."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.editions.models import Edition
from challenge.kernel.actor import HOUSE
from challenge.kernel.errors import NotFound
from challenge.kernel.events import Stored
from challenge.kernel.log import facts_named
from challenge.kernel.work import Work, Works
from challenge.schedule.events import ClockStepped, ClockStepSeen
from challenge.schedule.models import Milestone, MilestoneFiring, MilestoneHold

SAME = timedelta(seconds=10)
"""So near to each other, in time and in size, two steps are one that two workers have seen."""
MOST = 50
"""So many steps are shown at most."""
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


def see_steps(work: Work, until: int) -> dict[str, Any]:
    """Keep that somebody has seen the steps of the system's clock; who and when are in the log, with each fact.

    A step that was seen already stays so, with who was first.

    Args:
        work: by an organiser.
        until: number of the fact of the last step that was shown; what came later has not been seen.

    Returns:
        `steps` that had not been seen before.

    Raises:
        NotFound("work.absent"): no step has that number.
    """
    work.locked(Edition, work.edition_id)
    steps, seen = _facts(work.session, work.edition_id)
    if until not in {one.seq for one in steps}:
        raise NotFound("work.absent")
    fresh = [one.seq for one in steps if one.seq <= until and one.seq not in seen]
    for seq in fresh:
        work.emit(ClockStepSeen(step_seq=seq))
    return {"steps": len(fresh)}


def unseen_count(session: Session, edition_id: int) -> int:
    """Return how many steps nobody has said to have seen; one statement."""
    steps, seen = _facts(session, edition_id)
    return sum(one.seq not in seen for one in steps)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the system's clock, as the desk is told of it.

    Fields:
        seq: number of its fact.
        at: the edition's instant at which it was noticed.
        minutes: by how much it went ahead; below zero: back.
        fired, held: how many moments fired in the minute after it, and how many were held for the desk's word.
        seen_at: when somebody said that it was seen, an instant of the edition; None while nobody has.
        seen_by: who did; "" for somebody whom nobody knows any more.
    """

    seq: int
    at: datetime
    minutes: int
    fired: int
    held: int
    seen_at: datetime | None = None
    seen_by: str = ""


def last_steps(session: Session, edition_id: int) -> list[Step]:
    """Return the last steps, the newest first, those that were seen among them; one statement where there was none."""
    steps, seen = _facts(session, edition_id)
    shown = steps[-MOST:]
    if not shown:
        return []
    own = select(Milestone.id).where(Milestone.edition_id == edition_id)
    fired, held = (
        list(session.execute(select(column).where(whose.in_(own), column >= shown[0].recorded_at - BEFORE)).scalars())
        for column, whose in (
            (MilestoneFiring.fired_at, MilestoneFiring.milestone_id),
            (MilestoneHold.held_at, MilestoneHold.milestone_id),
        )
    )
    wanted = select(Account.id, Account.name).where(Account.id.in_({one.actor_id for one in seen.values()}))
    names = {row[0]: row[1] for row in session.execute(wanted)}
    return [_step(one, seen.get(one.seq), (fired, held), names) for one in reversed(shown)]


def _step(
    said: Stored, seen: Stored | None, moments: tuple[Sequence[datetime], Sequence[datetime]], names: Mapping[int, str]
) -> Step:
    event = said.event
    assert isinstance(event, ClockStepped)
    first, last = said.recorded_at - BEFORE, said.recorded_at + AFTER
    fired, held = (sum(first <= at <= last for at in times) for times in moments)
    known = (seen.at, names.get(seen.actor_id, "")) if seen else (None, "")
    return Step(said.seq, said.at, round(event.seconds / 60), fired, held, *known)


def _facts(session: Session, edition_id: int) -> tuple[list[Stored], dict[int, Stored]]:
    """Return the steps in their order, and by number of a step the first fact that it was seen."""
    facts = facts_named(session, edition_id, [ClockStepped.name, ClockStepSeen.name])
    seen: dict[int, Stored] = {}
    for one in facts:
        if isinstance(one.event, ClockStepSeen):
            seen.setdefault(one.event.step_seq, one)
    return [one for one in facts if isinstance(one.event, ClockStepped)], seen
