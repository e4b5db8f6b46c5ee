"""Reads of closings: what one would change, and which one holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.attendance.board import UNKNOWN
from challenge.attendance.models import AttendanceMark, RollClosing
from challenge.attendance.rules import HERE
from challenge.people.models import Person
from challenge.people.rules import full_name
from challenge.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class Turned:
    """Somebody whom a closing would turn; `state` is what is known of them."""

    id: int
    name: str
    team: str
    school: str
    state: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What closing a half-day's roll would change. `marked` counts the marks there are; 0 means that nobody looked."""

    gone: tuple[Turned, ...]
    come: tuple[Turned, ...]
    marked: int


def closing_difference(session: Session, edition_id: int, half_day_id: int) -> Difference:
    """Return who would count as absent or as there from the closing on, by team and name; two statements."""
    mark = AttendanceMark
    away = and_(Person.present.is_(True), or_(mark.state.is_(None), mark.state == "absent"))
    back = and_(Person.present.is_(False), mark.state.in_([state.value for state in HERE]))
    rows = session.execute(
        select(
            *(Person.id, Person.first_name, Person.last_name, Person.ref, Team.code, Person.school, mark.state),
            Person.present,
        )
        .select_from(Person)
        .outerjoin(TeamMember, TeamMember.person_id == Person.id)
        .outerjoin(Team, Team.id == TeamMember.team_id)
        .outerjoin(mark, (mark.person_id == Person.id) & (mark.half_day_id == half_day_id))
        .where(Person.edition_id == edition_id, Person.left_at.is_(None), or_(away, back))
        .order_by(Team.code, Person.sort_name, Person.id)
    ).all()
    total = select(func.count()).select_from(mark)
    total = total.where(mark.half_day_id == half_day_id, mark.edition_id == edition_id)
    gone = tuple(_turned(row) for row in rows if row[7])
    come = tuple(_turned(row) for row in rows if not row[7])
    return Difference(gone, come, session.execute(total).scalar_one())


def _turned(row: Sequence[Any]) -> Turned:
    return Turned(row[0], full_name(row[1], row[2], row[3]), row[4] or "", row[5], row[6] or UNKNOWN)


def latest_closing(session: Session, edition_id: int) -> tuple[RollClosing, str] | None:
    """Return the closing that holds and who made it; None when none does."""
    wanted = select(RollClosing, Account.name).outerjoin(Account, Account.id == RollClosing.closed_by)
    wanted = wanted.where(RollClosing.edition_id == edition_id, RollClosing.undone_at.is_(None))
    row = session.execute(wanted.order_by(RollClosing.id.desc()).limit(1)).first()
    return (row[0], row[1] or "") if row else None


def closing_by_public_id(session: Session, edition_id: int, public_id: str) -> RollClosing | None:
    """Return a closing of this edition."""
    wanted = select(RollClosing).where(RollClosing.edition_id == edition_id, RollClosing.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()
