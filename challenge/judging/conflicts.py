"""Which conflicts of interest are declared, by whom and why."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.judging.models import DONE, JURY, ConflictOfInterest, DeskReason, Juror, Round, Visit
from challenge.teams.models import Team

DECLARED, LIFTED = "conflict", "lifted"
"""What the desk says of a juror and a team; the last of the two that it said holds."""


@dataclass(frozen=True, slots=True)
class ConflictLine:
    """A juror who must not judge a team, as the desk sees it.

    Fields:
        by_desk: the desk declared it, else the juror on their phone.
        author: who at the desk, "" when it was the juror or is not known any more.
        has_sheet: the juror has marked the team all the same: before, or in an earlier round.
    """

    juror_id: str
    ref: str
    name: str
    code: str
    team: str
    reason: str
    at: datetime
    by_desk: bool
    author: str
    has_sheet: bool


def is_of_desk(session: Session, juror_id: int, team_id: int) -> bool:
    """Return whether the desk declared a conflict of interest and has not lifted it."""
    own = (DeskReason.juror_id == juror_id, DeskReason.team_id == team_id, _said_of_conflicts())
    last = select(DeskReason.what).where(*own).order_by(DeskReason.id.desc()).limit(1)
    return session.execute(last).scalar_one_or_none() == DECLARED


def conflict_lines(session: Session, edition_id: int) -> list[ConflictLine]:
    """Return what is declared, by juror and team; one statement."""
    pair = (DeskReason.juror_id, DeskReason.team_id)
    last = select(func.max(DeskReason.id)).where(DeskReason.edition_id == edition_id, _said_of_conflicts())
    said = and_(
        DeskReason.juror_id == ConflictOfInterest.juror_id,
        DeskReason.team_id == ConflictOfInterest.team_id,
        DeskReason.what == DECLARED,
        DeskReason.id.in_(last.group_by(*pair)),
    )
    marked = (
        exists()
        .where(Visit.juror_id == ConflictOfInterest.juror_id, Visit.team_id == ConflictOfInterest.team_id)
        .where(Visit.state == DONE, Visit.round_id == Round.id, Round.panel == JURY)
    )
    wanted = (
        select(
            *(Juror, Team.code, Team.name, ConflictOfInterest.reason, ConflictOfInterest.declared_at),
            *(DeskReason.id, Account.name, marked),
        )
        .join(Juror, Juror.id == ConflictOfInterest.juror_id)
        .join(Team, Team.id == ConflictOfInterest.team_id)
        .outerjoin(DeskReason, said)
        .outerjoin(Account, Account.id == DeskReason.said_by)
        .where(Juror.edition_id == edition_id)
        .order_by(Juror.ref, Team.code)
    )
    return [
        ConflictLine(juror.public_id, juror.ref, juror.name, code, team, reason, at, by is not None, author or "", mark)
        for juror, code, team, reason, at, by, author, mark in session.execute(wanted)
    ]


def _said_of_conflicts() -> ColumnElement[bool]:
    return DeskReason.what.in_((DECLARED, LIFTED))
