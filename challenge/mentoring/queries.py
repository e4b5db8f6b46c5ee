"""Reads of the help queue; every one takes the edition or the team it may see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from challenge.accounts.models import Account
from challenge.editions.models import Edition
from challenge.kernel.actor import Actor, Role
from challenge.kernel.clock import real_time
from challenge.kernel.waits import median_minutes
from challenge.kernel.work import ClockRow
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import OPEN, Kind, State
from challenge.people.models import StaffProfile
from challenge.people.queries import serving
from challenge.problems.models import Problem
from challenge.schedule.queries import HAIR
from challenge.teams.models import Team, TeamMember

TOKEN_HELD: ColumnElement[bool] = and_(
    HelpRequest.kind == Kind.EXPERT,
    or_(
        HelpRequest.state.in_([State.WAITING, State.CLAIMED, State.DONE]),
        and_(HelpRequest.state == State.WITHDRAWN, HelpRequest.claimed_by.is_not(None)),
    ),
)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """An open request as one reader of the queue sees it.

    Fields:
        helper: who comes; "" while it waits.
        is_mine: True when that is the reader.
        with_words: False where the problem is confidential and the request is not the reader's affair; then `skill`,
            `need` and `tried` are "".
    """

    public_id: str
    code: str
    zone: str
    table_no: int
    kind: str
    skill: str
    need: str
    tried: str
    state: str
    asked_at: datetime
    due_at: datetime
    helper: str
    is_mine: bool
    with_words: bool


def queue(session: Session, edition_id: int, reader: Actor, kinds: Collection[Kind]) -> list[QueueLine]:
    """Return the open requests of some kinds, the oldest first; one statement."""
    wanted = (
        select(HelpRequest, Team.code, Team.zone, Team.table_no, Team.coach_id, Problem.confidentiality, Account.name)
        .join(Team, Team.id == HelpRequest.team_id)
        .join(Problem, Problem.id == Team.problem_id)
        .outerjoin(Account, Account.id == HelpRequest.claimed_by)
        .where(HelpRequest.edition_id == edition_id, HelpRequest.state.in_(OPEN), HelpRequest.kind.in_(kinds))
    )
    rows = session.execute(wanted.order_by(HelpRequest.asked_at, HelpRequest.id))
    return [_line(row, reader) for row in rows]


def _line(row: Any, reader: Actor) -> QueueLine:  # noqa: ANN401 - a row of `queue`
    asked, code, zone, table_no, coach_id, confidentiality, helper = row
    is_mine = bool(reader.account_id) and asked.claimed_by == reader.account_id
    concerned = is_mine or coach_id == reader.account_id or reader.has(Role.ORGANISER, Role.ADMINISTRATOR)
    open_words = concerned or confidentiality == "open"
    return QueueLine(
        public_id=asked.public_id,
        code=code,
        zone=zone,
        table_no=table_no,
        kind=asked.kind,
        skill=asked.skill if open_words else "",
        need=asked.need if open_words else "",
        tried=asked.tried if open_words else "",
        state=asked.state,
        asked_at=asked.asked_at,
        due_at=asked.due_at,
        helper=helper or "",
        is_mine=is_mine,
        with_words=open_words,
    )


@dataclass(frozen=True, slots=True)
class TeamRequest:
    """A request as its team sees it; `place` counts from 1 among those of its kind that wait, 0 when it does not."""

    public_id: str
    kind: str
    skill: str
    need: str
    state: str
    asked_at: datetime
    due_at: datetime
    helper: str
    outcome: str
    place: int
    follows: bool

    @property
    def is_open(self) -> bool:
        """True while something can still come."""
        return self.state in OPEN


def team_requests(session: Session, team_id: int, *, most: int = 8) -> list[TeamRequest]:
    """Return a team's requests, the open ones first, then the latest; one statement."""
    other = aliased(HelpRequest)
    ahead = (
        select(func.count(other.id))
        .where(
            other.edition_id == HelpRequest.edition_id,
            other.kind == HelpRequest.kind,
            other.state == State.WAITING,
            or_(
                other.asked_at < HelpRequest.asked_at,
                and_(other.asked_at == HelpRequest.asked_at, other.id <= HelpRequest.id),
            ),
        )
        .correlate(HelpRequest)
        .scalar_subquery()
    )
    wanted = select(HelpRequest, ahead, Account.name).outerjoin(Account, Account.id == HelpRequest.claimed_by)
    order = (HelpRequest.state.in_(OPEN).desc(), HelpRequest.id.desc())
    rows = session.execute(wanted.where(HelpRequest.team_id == team_id).order_by(*order).limit(most))
    return [
        TeamRequest(
            *(one.public_id, one.kind, one.skill, one.need, one.state, one.asked_at, one.due_at),
            helper or "",
            one.outcome,
            place if one.state == State.WAITING else 0,
            one.follows_id is not None,
        )
        for one, place, helper in rows
    ]


def tokens_used(session: Session, team_id: int) -> int:
    """Return how many tokens for experts a team has spent or holds with what waits."""
    wanted = select(func.count(HelpRequest.id)).where(HelpRequest.team_id == team_id, TOKEN_HELD)
    return session.execute(wanted).scalar_one()


def open_count(session: Session, team_id: int) -> int:
    """Return how many requests of a team are open; what went back to its coach does not count."""
    wanted = select(func.count(HelpRequest.id)).where(HelpRequest.team_id == team_id, HelpRequest.state.in_(OPEN))
    return session.execute(wanted.where(HelpRequest.follows_id.is_(None))).scalar_one()


def request_by_public_id(session: Session, edition_id: int, public_id: str) -> HelpRequest | None:
    """Return a request of this edition."""
    wanted = select(HelpRequest).where(HelpRequest.edition_id == edition_id, HelpRequest.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def skills(session: Session, edition_id: int) -> list[str]:
    """Return the domains of the edition's experts, by name."""
    wanted = select(StaffProfile.domains).where(
        StaffProfile.edition_id == edition_id, StaffProfile.role == Role.EXPERT.value, serving()
    )
    return sorted({domain for domains in session.execute(wanted).scalars() for domain in domains})


def experts_of(session: Session, edition_id: int, skills: Collection[str]) -> list[int]:
    """Return the accounts of the experts who have one of some skills."""
    wanted = select(StaffProfile.account_id, StaffProfile.domains).where(
        StaffProfile.edition_id == edition_id, StaffProfile.role == Role.EXPERT.value, serving()
    )
    return [account_id for account_id, domains in session.execute(wanted) if not set(skills).isdisjoint(domains)]


def accounts_of(session: Session, team_ids: Collection[int]) -> tuple[list[int], list[int]]:
    """Return the accounts of the members, and of the coaches, of some teams."""
    members = (
        select(TeamMember.account_id)
        .distinct()
        .where(TeamMember.team_id.in_(team_ids), TeamMember.account_id.is_not(None))
    )
    coaches = (
        select(Team.coach_id)
        .distinct()
        .where(Team.id.in_(team_ids), Team.coach_id.is_not(None), Team.staff_at.is_not(None))
    )
    found = [[one for one in session.execute(wanted).scalars() if one is not None] for wanted in (members, coaches)]
    return found[0], found[1]


def waiting_teams(session: Session, edition_id: int, kind: str) -> list[int]:
    """Return the teams whose place in the line of one kind may have changed."""
    wanted = (
        select(HelpRequest.team_id)
        .distinct()
        .where(HelpRequest.edition_id == edition_id, HelpRequest.kind == kind, HelpRequest.state == State.WAITING)
    )
    return list(session.execute(wanted).scalars())


@dataclass(frozen=True, slots=True)
class Numbers:
    """The queue in numbers; `beyond` have waited longer than promised, `median` minutes to somebody's coming."""

    waiting: int
    beyond: int
    median: int | None


def numbers(session: Session, edition_id: int, now: datetime) -> Numbers:
    """Return the numbers of the queue; two statements."""
    asked = HelpRequest
    counted = select(
        func.count(asked.id).filter(asked.state == State.WAITING),
        func.count(asked.id).filter(asked.state == State.WAITING, asked.due_at <= now),
    ).where(asked.edition_id == edition_id)
    row = session.execute(counted).one()
    spans = select(asked.asked_at, asked.first_claimed_at).where(
        asked.edition_id == edition_id, asked.first_claimed_at.is_not(None)
    )
    waits = [claimed - since for since, claimed in session.execute(spans) if claimed is not None]
    return Numbers(*row, median_minutes(waits))


@dataclass(frozen=True, slots=True)
class Served:
    """What a hall may know: how many wait, since when the first, and at which tables somebody is; never why."""

    waiting: int
    oldest_at: datetime | None
    tables: tuple[tuple[str, str, int], ...]


def served(session: Session, edition_id: int) -> Served:
    """Return the queue as the hall sees it; tables as (code, zone, table) by place; one statement."""
    wanted = (
        select(HelpRequest.state, HelpRequest.asked_at, Team.code, Team.zone, Team.table_no)
        .join(Team, Team.id == HelpRequest.team_id)
        .where(HelpRequest.edition_id == edition_id, HelpRequest.state.in_(OPEN), Team.published_at.is_not(None))
        .order_by(Team.zone, Team.table_no)
    )
    rows = session.execute(wanted).all()
    waits = [row.asked_at for row in rows if row.state == State.WAITING]
    tables = dict.fromkeys((row.code, row.zone, row.table_no) for row in rows if row.state == State.CLAIMED)
    return Served(len(waits), min(waits, default=None), tuple(tables))


@dataclass(frozen=True, slots=True)
class Overdue:
    """A request of which the organisers are to be told at a real instant."""

    edition_id: int
    request_id: int
    real_at: datetime


def overdue(session: Session, real_until: datetime) -> list[Overdue]:
    """Return what is to be told until a real instant, by time; nothing of an edition that stands still or is closed."""
    rows = session.execute(
        select(HelpRequest.edition_id, HelpRequest.id, HelpRequest.due_at, ClockRow)
        .join(Edition, Edition.id == HelpRequest.edition_id)
        .outerjoin(ClockRow, ClockRow.edition_id == HelpRequest.edition_id)
        .where(HelpRequest.state == State.WAITING, HelpRequest.escalated_at.is_(None), Edition.closed_at.is_(None))
    )
    found = []
    for edition_id, request_id, due_at, clock_row in rows:
        real_at = (clock_row.clock() if clock_row else real_time()).real_at(due_at)
        if real_at is not None and real_at <= real_until:
            # A hair later: rounding to microseconds must never wake us before the moment.
            found.append(Overdue(edition_id, request_id, real_at + HAIR))
    return sorted(found, key=lambda one: (one.real_at, one.request_id))


def exported(session: Session, edition_id: int) -> Sequence[Sequence[Any]]:
    """Return every request of an edition, the oldest first, in the order of `exports.COLUMNS`."""
    asked = HelpRequest
    wanted = (
        select(
            *(Team.code, Team.zone, Team.table_no, asked.kind, asked.skill, asked.state, asked.need, asked.tried),
            *(asked.outcome, Account.name, asked.asked_at, asked.first_claimed_at, asked.ended_at, asked.escalated_at),
        )
        .join(Team, Team.id == asked.team_id)
        .outerjoin(Account, Account.id == asked.claimed_by)
        .where(asked.edition_id == edition_id)
    )
    return session.execute(wanted.order_by(asked.asked_at, asked.id)).all()
