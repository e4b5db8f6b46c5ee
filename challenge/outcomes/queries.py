"""Reads of outcome records; every one takes the scope it may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.outcomes.models import Outcome, OutcomeClosing, OutcomeContact
from challenge.outcomes.rules import Asking
from challenge.problems.models import Problem
from challenge.schedule.queries import MilestoneLine, lines
from challenge.teams.models import Team, TeamMember

SURVEY = "survey"
KNOWN = Team.published_at.is_not(None)
"""Its students know the team."""


@dataclass(frozen=True, slots=True)
class Record:
    """One version of a record and who wrote it; `contact` and `address`: the team's now, "" for none or not asked."""

    team_id: int
    number: int
    made: str
    stage: str
    wishes: tuple[str, ...]
    lesson: str
    sha256: str
    received_at: datetime
    late: bool
    writer: str
    contact: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is reached for a team after the edition."""

    account_id: int
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A team with its latest record; None while it has none."""

    team_id: int
    code: str
    name: str
    zone: str
    table_no: int
    ref: str
    record: Record | None


@dataclass(frozen=True, slots=True)
class Lacking:
    """Teams without a record, and their members who have an account, each once."""

    teams: int
    people: tuple[int, ...]


def asking_of(rows: Sequence[MilestoneLine]) -> Asking | None:
    """Return when teams are asked: at the last survey of the schedule; None when it has none."""
    found = max((row for row in rows if row.kind == SURVEY), key=lambda row: (row.starts_at, row.id), default=None)
    if found is None:
        return None
    return Asking(found.id, found.starts_at, found.due_at or found.ends_at)


def asking(session: Session, edition_id: int) -> Asking | None:
    """Return when an edition's teams are asked; None when nobody asks them. One statement, none while known."""
    return asking_of(lines(session, edition_id))


def is_closed(session: Session, edition_id: int) -> bool:
    """True once an organiser closed the records of an edition."""
    return session.get(OutcomeClosing, edition_id) is not None


def latest_number(session: Session, team_id: int) -> int:
    """Return the number of a team's latest version, 0 for none."""
    wanted = select(func.coalesce(func.max(Outcome.number), 0)).where(Outcome.team_id == team_id)
    return int(session.execute(wanted).scalar_one())


def versions(session: Session, team_id: int) -> list[Record]:
    """Return a team's versions, the latest first."""
    wanted = select(Outcome, Account.name).join(Account, Account.id == Outcome.written_by)
    rows = session.execute(wanted.where(Outcome.team_id == team_id).order_by(Outcome.number.desc()))
    return [_record(row, writer) for row, writer in rows]


def _record(row: Outcome, writer: str, contact: str | None = None, address: str | None = None) -> Record:
    return Record(
        *(row.team_id, row.number, row.made, row.stage, tuple(row.wishes), row.lesson),
        *(row.sha256, row.received_at, row.late, writer, contact or "", address or ""),
    )


def contact_of(session: Session, team_id: int) -> Contact | None:
    """Return who is reached for a team afterwards; None when nobody has agreed."""
    wanted = select(Account.id, Account.name, OutcomeContact.address).join(
        OutcomeContact, OutcomeContact.account_id == Account.id
    )
    row = session.execute(wanted.where(OutcomeContact.team_id == team_id)).one_or_none()
    return Contact(*row) if row else None


def standings(session: Session, edition_id: int) -> list[Standing]:
    """Return every published team by place, with its latest record and its contact; two statements."""
    records = latest_records(session, edition_id)
    wanted = select(Team.id, Team.code, Team.name, Team.zone, Team.table_no, Problem.ref)
    wanted = wanted.join(Problem, Problem.id == Team.problem_id).where(
        Team.edition_id == edition_id, Team.size > 0, KNOWN
    )
    rows = session.execute(wanted.order_by(Team.zone, Team.table_no, Team.id))
    return [Standing(*row, records.get(row[0])) for row in rows]


def latest_records(session: Session, edition_id: int, team_ids: Collection[int] | None = None) -> dict[int, Record]:
    """Return the latest record of each team that has one, with its contact; one statement.

    Args:
        session: for reading.
        edition_id: the scope.
        team_ids: only these teams; None for all.
    """
    latest = (
        select(Outcome.team_id, func.max(Outcome.number).label("number"))
        .where(Outcome.edition_id == edition_id)
        .group_by(Outcome.team_id)
        .subquery()
    )
    is_latest = and_(latest.c.team_id == Outcome.team_id, latest.c.number == Outcome.number)
    writer, contact = Account.__table__.alias("writer"), Account.__table__.alias("contact")
    wanted = (
        select(Outcome, writer.c.name, contact.c.name, OutcomeContact.address)
        .join(latest, is_latest)
        .join(writer, writer.c.id == Outcome.written_by)
        .outerjoin(OutcomeContact, OutcomeContact.team_id == Outcome.team_id)
        .outerjoin(contact, contact.c.id == OutcomeContact.account_id)
    )
    if team_ids is not None:
        wanted = wanted.where(Outcome.team_id.in_(team_ids))
    return {row[0].team_id: _record(*row) for row in session.execute(wanted)}


def lacks_record(edition_id: int) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a team of an edition that has members and no record."""
    has_one = exists().where(Outcome.team_id == Team.id).correlate(Team)
    return Team.edition_id == edition_id, Team.size > 0, ~has_one


def lacking(session: Session, edition_id: int, *also: ColumnElement[bool]) -> Lacking:
    """Return how many teams have no record and who is in them; two statements.

    Args:
        session: for reading.
        edition_id: the scope.
        also: further conditions on the teams, such as `KNOWN`.
    """
    which = (*lacks_record(edition_id), *also)
    wanted = select(TeamMember.account_id).join(Team, Team.id == TeamMember.team_id)
    wanted = wanted.where(*which, TeamMember.account_id.is_not(None)).order_by(TeamMember.account_id)
    people = session.execute(wanted).scalars()
    teams = session.execute(select(func.count(Team.id)).where(*which)).scalar_one()
    return Lacking(teams, tuple(dict.fromkeys(one for one in people if one is not None)))
