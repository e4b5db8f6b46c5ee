"""Reads of the schedule."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.orm import Session

from challenge.kernel.kept import kept
from challenge.schedule.models import Milestone, MilestoneFiring, MilestoneHold, ScheduleChange
from challenge.schedule.rules import Moments, State, Transition


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """A milestone as pages show it."""

    id: int
    public_id: str
    code: str
    kind: str
    title_en: str
    title_fr: str
    audience: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime
    announced_at: datetime | None
    due_at: datetime | None
    lock_at: datetime | None
    version: int
    opens_after_id: int | None
    locks_after_id: int | None
    track: str
    hall_zone: str

    def moments(self) -> Moments:
        """Return the instants."""
        return Moments(self.starts_at, self.ends_at, self.announced_at, self.due_at, self.lock_at)

    def moment(self, transition: str) -> datetime | None:
        """Return when something happens to it; None when it has no such moment."""
        return dict(self.moments().transitions()).get(Transition(transition))

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en


_MILESTONE = Milestone.__table__.c
_LINE = (
    *(_MILESTONE.id, _MILESTONE.public_id, _MILESTONE.code, _MILESTONE.kind, _MILESTONE.title_en, _MILESTONE.title_fr),
    *(_MILESTONE.audience, _MILESTONE.starts_at, _MILESTONE.ends_at),
    *(_MILESTONE.announced_at, _MILESTONE.due_at, _MILESTONE.lock_at, _MILESTONE.version),
    *(_MILESTONE.opens_after_id, _MILESTONE.locks_after_id, _MILESTONE.track, _MILESTONE.hall_zone),
)

_LINES = (
    select(*_LINE)
    .where(_MILESTONE.edition_id == bindparam("edition_id"), _MILESTONE.cancelled_at.is_(None))
    .order_by(_MILESTONE.starts_at, _MILESTONE.code)
)


HAIR = timedelta(milliseconds=1)


def lines(session: Session, edition_id: int) -> tuple[MilestoneLine, ...]:
    """Return an edition's milestones by start, then code, as pages show them.

    One statement; none while nothing has changed.
    """
    return kept(session, ("schedule.lines", edition_id), lambda: _lines(session, edition_id))


def _lines(session: Session, edition_id: int) -> tuple[MilestoneLine, ...]:
    return tuple(_line(row) for row in session.execute(_LINES, {"edition_id": edition_id}))


def _line(row: Sequence[Any]) -> MilestoneLine:
    values = list(row)
    values[6] = tuple(values[6])
    return MilestoneLine(*values)


def milestones(session: Session, edition_id: int) -> list[Milestone]:
    """Return an edition's milestones by start, then code, without those that are cancelled."""
    wanted = select(Milestone).where(Milestone.edition_id == edition_id, Milestone.cancelled_at.is_(None))
    return list(session.execute(wanted.order_by(Milestone.starts_at, Milestone.code)).scalars())


def milestone_by_public_id(session: Session, edition_id: int, public_id: str) -> Milestone | None:
    """Return a milestone of this edition, a cancelled one too."""
    wanted = select(Milestone).where(Milestone.edition_id == edition_id, Milestone.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def milestone_by_code(session: Session, edition_id: int, code: str) -> Milestone | None:
    """Return a milestone of this edition by its code; None when it is cancelled."""
    wanted = select(Milestone).where(Milestone.edition_id == edition_id, Milestone.code == code)
    wanted = wanted.where(Milestone.cancelled_at.is_(None))
    return session.execute(wanted).scalar_one_or_none()


def cancelled(session: Session, edition_id: int) -> list[Milestone]:
    """Return an edition's cancelled milestones, the latest first."""
    wanted = select(Milestone).where(Milestone.edition_id == edition_id, Milestone.cancelled_at.is_not(None))
    return list(session.execute(wanted.order_by(Milestone.cancelled_at.desc(), Milestone.code)).scalars())


def milestones_of_kind(session: Session, edition_id: int, kind: str) -> list[Milestone]:
    """Return an edition's milestones of a kind by start."""
    return [row for row in milestones(session, edition_id) if row.kind == kind]


def state_mark(rows: Sequence[Milestone]) -> str:
    """Return a mark that changes whenever one of the milestones is moved, comes or goes."""
    told = ",".join(f"{row.id}:{row.version}" for row in sorted(rows, key=lambda row: row.id))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def change_by_public_id(session: Session, edition_id: int, public_id: str) -> ScheduleChange | None:
    """Return a change of this edition's schedule."""
    wanted = select(ScheduleChange).where(
        ScheduleChange.edition_id == edition_id, ScheduleChange.public_id == public_id
    )
    return session.execute(wanted).scalar_one_or_none()


def last_changes(session: Session, edition_id: int, *, most: int = 10) -> list[ScheduleChange]:
    """Return the latest changes that could be taken back, or were, the newest first."""
    wanted = select(ScheduleChange).where(ScheduleChange.edition_id == edition_id)
    return list(session.execute(wanted.order_by(ScheduleChange.id.desc()).limit(most)).scalars())


def instants(rows: Iterable[MilestoneLine]) -> tuple[datetime, ...]:
    """Return the instants at which anything of some milestones changes by itself, in order."""
    return tuple(sorted({at for row in rows for _, at in row.moments().transitions()}))


def now_and_next(
    rows: Sequence[MilestoneLine], now: datetime, *, ahead: int = 3
) -> tuple[list[MilestoneLine], list[MilestoneLine]]:
    """Return what is under way and the next few that start, of milestones in the order of their start."""
    under_way = [row for row in rows if row.moments().state(now) in (State.OPEN, State.GRACE)]
    return under_way, [row for row in rows if row.starts_at > now][:ahead]


def held_moments(session: Session) -> set[tuple[int, str]]:
    """Return which moments wait for the desk's word, by milestone and transition."""
    rows = session.execute(_held(MilestoneHold.milestone_id, MilestoneHold.transition))
    return {(row[0], row[1]) for row in rows}


def held_count(edition_id: int) -> Select[Any]:
    """Return the statement for how many moments of an edition wait for the desk's word."""
    return _held(func.count(MilestoneHold.milestone_id)).where(Milestone.edition_id == edition_id)


def _held(*columns: Any) -> Select[Any]:  # noqa: ANN401 - any columns of these tables
    """Return the statement for what is held in its milestone's present version and has no firing, done or skipped."""
    names = (MilestoneHold.milestone_id, MilestoneHold.transition, MilestoneHold.version)
    fired = and_(
        MilestoneFiring.milestone_id == names[0],
        MilestoneFiring.transition == names[1],
        MilestoneFiring.version == names[2],
    )
    return (
        select(*columns)
        .select_from(MilestoneHold)
        .join(Milestone, and_(Milestone.id == names[0], Milestone.version == names[2]))
        .outerjoin(MilestoneFiring, fired)
        .where(MilestoneFiring.version.is_(None), Milestone.cancelled_at.is_(None))
    )
