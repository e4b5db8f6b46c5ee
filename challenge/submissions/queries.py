"""Reads of submissions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import and_, bindparam, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.kept import kept
from challenge.schedule.models import Milestone
from challenge.schedule.queries import MilestoneLine, lines
from challenge.submissions.models import Deliverable, EarlierExtension, Extension, RefusedAttempt, Submission
from challenge.submissions.rules import Deadline, Window
from challenge.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class Version:
    """One version that a team handed in, as its page shows it."""

    public_id: str
    deliverable_id: int
    number: int
    received_at: datetime
    late: bool
    file_name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One deliverable as one team sees it: what, until when, and what was handed in (latest first)."""

    deliverable_id: int
    code: str
    title_en: str
    title_fr: str
    deadline: Deadline
    versions: tuple[Version, ...] = ()

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en

    def state(self, now: datetime) -> str:
        """Return the badge: received, late, missing, open, todo."""
        if self.versions:
            return "late" if self.versions[0].late else "received"
        window = self.deadline.window(now)
        words = {Window.AHEAD: "todo", Window.OPEN: "open", Window.GRACE: "late", Window.LOCKED: "missing"}
        return words[window]


@dataclass(frozen=True, slots=True)
class Progress:
    """How a deliverable stands over all teams: handed in, of these late, of how many teams."""

    code: str
    title_en: str
    title_fr: str
    due: datetime
    received: int
    late: int

    def title(self, locale: str) -> str:
        """Return the title in a language."""
        return self.title_fr if locale == "fr" else self.title_en


@dataclass(frozen=True, slots=True)
class Extended:
    """More time that a team was given, as organisers see it: for what, until when, why, and by whom.

    `counts` is False once the team was given more.
    """

    team: str
    deliverable: str
    until: datetime
    reason: str
    by: str
    counts: bool


def deadline_of(milestone: Milestone | MilestoneLine, extended: datetime | None) -> Deadline:
    """Return a milestone's moments as a deadline; one without due or lock closes at its end."""
    due = milestone.due_at or milestone.ends_at
    opens = milestone.announced_at or milestone.starts_at
    return Deadline(opens, due, max(due, milestone.lock_at or due), extended)


_DELIVERABLE, _EXTENSION, _HANDED = Deliverable.__table__, Extension.__table__, Submission.__table__
# Built once: a team's page is the one that everybody opens.
_ASKED = (
    select(
        *(_DELIVERABLE.c.id, _DELIVERABLE.c.milestone_id, _EXTENSION.c.until),
        *(_HANDED.c[name] for name in Version.__slots__),
    )
    .select_from(
        _DELIVERABLE.outerjoin(
            _EXTENSION,
            and_(_EXTENSION.c.deliverable_id == _DELIVERABLE.c.id, _EXTENSION.c.team_id == bindparam("team_id")),
        ).outerjoin(
            _HANDED, and_(_HANDED.c.deliverable_id == _DELIVERABLE.c.id, _HANDED.c.team_id == bindparam("team_id"))
        )
    )
    .where(_DELIVERABLE.c.edition_id == bindparam("edition_id"))
    .order_by(_DELIVERABLE.c.position, _HANDED.c.number.desc())
)


def asked_of(session: Session, edition_id: int, team_id: int) -> tuple[Asked, ...]:
    """Return what a team is asked for, in order, with its versions; a cancelled milestone asks for nothing.

    Two statements; one while the schedule is known, none while nothing has changed.
    """
    return kept(session, ("submissions.asked", edition_id, team_id), lambda: _asked_of(session, edition_id, team_id))


def _asked_of(session: Session, edition_id: int, team_id: int) -> tuple[Asked, ...]:
    milestones = {line.id: line for line in lines(session, edition_id)}
    rows = session.execute(_ASKED, {"edition_id": edition_id, "team_id": team_id})
    asked = [row for row in rows if row.milestone_id in milestones]
    return tuple(_asked(milestones, list(own)) for _, own in groupby(asked, key=lambda row: row[0]))


def _asked(milestones: Mapping[int, MilestoneLine], rows: Sequence[Any]) -> Asked:
    """Return a deliverable of its rows: one per version, or a single one without any."""
    first = rows[0]
    line = milestones[first.milestone_id]
    versions = tuple(Version(*row[3:]) for row in rows if row.public_id is not None)
    return Asked(first.id, line.code, line.title_en, line.title_fr, deadline_of(line, first.until), versions)


def deliverable_by_code(session: Session, edition_id: int, code: str) -> Deliverable | None:
    """Return a deliverable of this edition; None when its milestone is cancelled."""
    wanted = select(Deliverable).join(Milestone, Milestone.id == Deliverable.milestone_id)
    wanted = wanted.where(Deliverable.edition_id == edition_id, Deliverable.code == code)
    wanted = wanted.where(Milestone.cancelled_at.is_(None))
    return session.execute(wanted).scalar_one_or_none()


def deliverable_named(session: Session, edition_id: int, code: str) -> Deliverable | None:
    """Return a deliverable of this edition, also one that nobody is asked for any more."""
    wanted = select(Deliverable).where(Deliverable.edition_id == edition_id, Deliverable.code == code)
    return session.execute(wanted).scalar_one_or_none()


def is_kept(session: Session, file_key: str) -> bool:
    """True when a stored file belongs to a submission."""
    wanted = select(Submission.id).where(Submission.file_key == file_key)
    return session.execute(wanted.limit(1)).first() is not None


def submission_of(session: Session, edition_id: int, public_id: str) -> tuple[Submission, Team] | None:
    """Return a submission of this edition and its team."""
    wanted = (
        select(Submission, Team)
        .join(Team, Team.id == Submission.team_id)
        .where(Submission.edition_id == edition_id, Submission.public_id == public_id)
    )
    row = session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row else None


def progress(session: Session, edition_id: int) -> list[Progress]:
    """Return how every deliverable stands, in order; one statement."""
    latest = (
        select(
            Submission.deliverable_id,
            Submission.team_id,
            func.max(Submission.number).label("number"),
        )
        .where(Submission.edition_id == edition_id)
        .group_by(Submission.deliverable_id, Submission.team_id)
        .subquery()
    )
    counted = (
        select(
            Submission.deliverable_id,
            func.count().label("received"),
            func.sum(Submission.late.cast(Deliverable.position.type)).label("late"),
        )
        .join(
            latest,
            and_(
                latest.c.deliverable_id == Submission.deliverable_id,
                latest.c.team_id == Submission.team_id,
                latest.c.number == Submission.number,
            ),
        )
        .group_by(Submission.deliverable_id)
        .subquery()
    )
    rows = session.execute(
        select(Deliverable.code, Milestone, counted.c.received, counted.c.late)
        .join(Milestone, Milestone.id == Deliverable.milestone_id)
        .outerjoin(counted, counted.c.deliverable_id == Deliverable.id)
        .where(Deliverable.edition_id == edition_id, Milestone.cancelled_at.is_(None))
        .order_by(Deliverable.position)
    )
    return [
        Progress(row[0], row[1].title_en, row[1].title_fr, row[1].due_at or row[1].ends_at, row[2] or 0, row[3] or 0)
        for row in rows
    ]


def received_codes(
    session: Session, edition_id: int, team_ids: Sequence[int] | None = None
) -> dict[int, dict[str, bool]]:
    """Return, per team, the codes of what it handed in with True where the latest version is late; one statement.

    Args:
        session: for reading.
        edition_id: the scope.
        team_ids: only these teams; None for all.
    """
    wanted = (
        select(Submission.team_id, Deliverable.code, Submission.late)
        .join(Deliverable, Deliverable.id == Submission.deliverable_id)
        .where(Submission.edition_id == edition_id)
        .order_by(Submission.number)
    )
    rows = session.execute(wanted if team_ids is None else wanted.where(Submission.team_id.in_(team_ids)))
    found: dict[int, dict[str, bool]] = {}
    for team_id, code, late in rows:
        found.setdefault(team_id, {})[code] = late
    return found


def refused_attempts(session: Session, edition_id: int, *, most: int = 100) -> list[tuple[RefusedAttempt, str, str]]:
    """Return the latest refused attempts with team and deliverable codes."""
    rows = session.execute(
        select(RefusedAttempt, Team.code, Deliverable.code)
        .join(Team, Team.id == RefusedAttempt.team_id)
        .join(Deliverable, Deliverable.id == RefusedAttempt.deliverable_id)
        .where(RefusedAttempt.edition_id == edition_id)
        .order_by(RefusedAttempt.id.desc())
        .limit(most)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def extensions(session: Session, edition_id: int) -> list[Extended]:
    """Return what teams were given in an edition, the latest first, with what was replaced; two statements."""
    rows = [
        (row, table is Extension)
        for table in (Extension, EarlierExtension)
        for row in session.execute(
            select(table.granted_at, Team.code, Deliverable.code, table.until, table.reason, Account.name)
            .join(Team, Team.id == table.team_id)
            .join(Deliverable, Deliverable.id == table.deliverable_id)
            .join(Account, Account.id == table.granted_by)
            .where(Team.edition_id == edition_id)
            .order_by(table.granted_at.desc(), Team.code, Deliverable.position)
        ).all()
    ]
    rows.sort(key=lambda pair: pair[0].granted_at, reverse=True)
    return [Extended(*row[1:], counts=counts) for row, counts in rows]


def concerned(session: Session, team: Team) -> list[int]:
    """Return the accounts of a team's members once students know it, and of its coach once the staff does."""
    members = select(TeamMember.account_id).where(TeamMember.team_id == team.id, TeamMember.account_id.is_not(None))
    people = session.execute(members.order_by(TeamMember.person_id)).scalars() if team.published_at is not None else ()
    coaches = [team.coach_id] if team.staff_at is not None else []
    return [one for one in dict.fromkeys([*people, *coaches]) if one is not None]
