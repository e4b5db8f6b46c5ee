"""What of the schedule has not been fired yet."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, exists, literal, select, true, union_all
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.clock import EditionClock, real_time
from challenge.kernel.work import ClockRow
from challenge.schedule.lateness import limit_of, waits_from
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import HAIR, held_moments
from challenge.schedule.rules import Transition


@dataclass(frozen=True, slots=True)
class Pending:
    """A moment that has not been fired in its present version, and when it comes in real time.

    `waits_from` is the real instant after which it does not fire by itself, None for never; `is_behind`: another
    moment of its milestone, or one of the milestone that it opens after, waits for the desk's word.
    """

    edition_id: int
    milestone_id: int
    transition: Transition
    version: int
    at: datetime
    real_at: datetime
    waits_from: datetime | None
    after_id: int | None
    is_behind: bool


def pending(session: Session, real_until: datetime, *, edition_id: int | None = None) -> list[Pending]:
    """Return the unfired moments that come until a real instant, in order of their true time.

    Of every open edition unless one is named; without those that wait for the desk's word. Two statements, and one more
    for each edition; they read no moment that is past and done, and none that lies further ahead.
    """
    held = held_moments(session)
    found = [
        one
        for edition in _clocks(session, edition_id)
        for one in _pending_in(session, edition, real_until, {milestone_id for milestone_id, _ in held})
        if (one.milestone_id, one.transition.value) not in held
    ]
    life = list(Transition)
    return sorted(found, key=lambda one: (one.real_at, one.at, one.milestone_id, life.index(one.transition)))


@dataclass(frozen=True, slots=True)
class _Clocked:
    """An open edition: its clock, and how late a moment of it may be."""

    edition_id: int
    clock: EditionClock
    limit: timedelta


def _clocks(session: Session, edition_id: int | None) -> list[_Clocked]:
    wanted = (
        select(Edition.id, Edition.settings, ClockRow)
        .outerjoin(ClockRow, ClockRow.edition_id == Edition.id)
        .where(Edition.closed_at.is_(None))
    )
    rows = session.execute(wanted if edition_id is None else wanted.where(Edition.id == edition_id))
    return [_Clocked(row[0], row[2].clock() if row[2] else real_time(), limit_of(row[1])) for row in rows]


def _moments_of(transition: Transition, at: Any, is_there: ColumnElement[bool]) -> Select[Any]:  # noqa: ANN401 - a column
    """Return the statement for one kind of moment that has not been fired in its milestone's present version."""
    fired = exists().where(
        MilestoneFiring.milestone_id == Milestone.id,
        MilestoneFiring.transition == transition.value,
        MilestoneFiring.version == Milestone.version,
    )
    return select(Milestone.id, literal(transition.value), Milestone.version, at, Milestone.opens_after_id).where(
        *(Milestone.edition_id == bindparam("edition_id", type_=Integer), Milestone.cancelled_at.is_(None)),
        *(at <= bindparam("until", type_=Milestone.starts_at.type), is_there, ~fired),
    )


_UNFIRED = union_all(
    _moments_of(Transition.ANNOUNCED, Milestone.announced_at, true()),
    _moments_of(Transition.OPENED, Milestone.starts_at, true()),
    _moments_of(Transition.DUE, Milestone.due_at, true()),
    _moments_of(Transition.LOCKED, Milestone.lock_at, true()),
    _moments_of(Transition.CLOSED, Milestone.ends_at, Milestone.ends_at > Milestone.starts_at),
)


def _pending_in(session: Session, edition: _Clocked, real_until: datetime, behind: set[int]) -> Iterator[Pending]:
    """Give the unfired moments of one edition; `behind` are the milestones of which a moment waits."""
    given = {"edition_id": edition.edition_id, "until": edition.clock.edition_at(real_until)}
    for milestone_id, transition, version, at, after_id in session.execute(_UNFIRED, given):
        real_at = edition.clock.real_at(at)
        if real_at is None:
            continue
        yield Pending(
            *(edition.edition_id, milestone_id, Transition(transition), version, at),
            # A hair later: rounding to microseconds must never wake us before the moment.
            real_at=real_at + HAIR,
            waits_from=waits_from(edition.clock, at, edition.limit),
            after_id=after_id,
            is_behind=bool({milestone_id, after_id} & behind),
        )
