"""Reads of the control room; every one takes the edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, distinct, exists, false, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.control.rules import Look, look
from challenge.kernel.log import EventLog
from challenge.kernel.relay import Parked
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import OPEN, State
from challenge.people.models import Person
from challenge.problems.models import Problem
from challenge.submissions.attention import missed_count
from challenge.submissions.models import Submission
from challenge.teams.attention import is_silent
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class Numbers:
    """The big numbers of an edition."""

    problems: int
    students: int
    teams: int
    waiting: int


def numbers(session: Session, edition_id: int) -> Numbers:
    """Return the big numbers; one statement."""
    counts: tuple[Select[int], ...] = (
        select(func.count(Problem.id)).where(Problem.edition_id == edition_id, Problem.status == "confirmed"),
        select(func.count(Person.id)).where(Person.edition_id == edition_id, Person.left_at.is_(None)),
        select(func.count(Team.id)).where(Team.edition_id == edition_id, Team.size > 0),
        select(func.count(HelpRequest.id)).where(
            HelpRequest.edition_id == edition_id, HelpRequest.state == State.WAITING
        ),
    )
    return Numbers(*session.execute(select(*(count.scalar_subquery() for count in counts))).one())


@dataclass(frozen=True, slots=True)
class Table:
    """A team's table on the map, and the team's line in the list behind it."""

    code: str
    name: str
    zone: str
    table_no: int
    size: int
    coach: str
    asks: bool
    missed: int
    is_silent: bool
    received: int

    @property
    def state(self) -> Look:
        """What the table shows."""
        return look(asks=self.asks, missed=self.missed, is_silent=self.is_silent, received=self.received)

    def has(self, state: Look) -> bool:
        """True when a filter by this state keeps the team, also where its table shows something more urgent."""
        truths = {Look.HELP: self.asks, Look.MISSING: self.missed > 0, Look.SILENT: self.is_silent}
        return truths.get(state, self.state is state)


def tables(session: Session, edition_id: int, now: datetime, since: datetime | None) -> list[Table]:
    """Return every table that has a team, by zone and number; one statement.

    Args:
        session: for reading.
        edition_id: the scope.
        now: the edition's instant.
        since: see `rules.silent_since`.
    """
    asks = exists().where(HelpRequest.team_id == Team.id, HelpRequest.state.in_(OPEN))
    received = select(func.count(distinct(Submission.deliverable_id))).where(Submission.team_id == Team.id)
    silent = is_silent(since) if since is not None else false()
    wanted = (
        select(
            *(Team.code, Team.name, Team.zone, Team.table_no, Team.size, Account.name, asks, missed_count(now)),
            *(silent, received.correlate(Team).scalar_subquery()),
        )
        .outerjoin(Account, Account.id == Team.coach_id)
        .where(Team.edition_id == edition_id, Team.size > 0, Team.staff_at.is_not(None))
        .order_by(Team.zone, Team.table_no)
    )
    rows = session.execute(wanted)
    return [
        Table(code, name, zone, table_no, size, coach or "", bool(asking), missed, bool(quiet), handed)
        for code, name, zone, table_no, size, coach, asking, missed, quiet, handed in rows
    ]


@dataclass(frozen=True, slots=True)
class Stuck:
    """A fact that a listener could not take; its words and those of the failure are the operator's, not shown."""

    listener: str
    seq: int
    fact: str
    parked_at: datetime


def parked(session: Session, edition_id: int, *, most: int = 100) -> Sequence[Stuck]:
    """Return the latest parked facts of an edition."""
    wanted = (
        select(Parked.listener, Parked.seq, EventLog.name, Parked.parked_at)
        .join(EventLog, (EventLog.edition_id == Parked.edition_id) & (EventLog.seq == Parked.seq))
        .where(Parked.edition_id == edition_id)
    )
    rows = session.execute(wanted.order_by(Parked.parked_at.desc(), Parked.seq.desc()).limit(most))
    return [Stuck(*row) for row in rows]
