"""Reads of teams' rolls, as coaches see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.attendance.models import AttendanceMark, RollCall
from challenge.attendance.rules import SCANS, Method, State, preset
from challenge.people.models import Person
from challenge.people.rules import full_name
from challenge.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class RollLine:
    """A member on a coach's roll: what the roll begins with, and what is known (`known` "", `version` 0: nothing)."""

    public_id: str
    name: str
    begins: str
    known: str
    method: str
    version: int


@dataclass(frozen=True, slots=True)
class TeamRoll:
    """A team's roll of a half-day; `called_at` None: not called yet."""

    code: str
    zone: str
    table_no: int
    called_at: datetime | None
    called_by: str
    lines: tuple[RollLine, ...]


def rolls(session: Session, edition_id: int, team_ids: Sequence[int], half_day_id: int) -> list[TeamRoll]:
    """Return the rolls of some teams by place; two statements however many teams."""
    mark, member = AttendanceMark, TeamMember
    rows = session.execute(
        select(
            *(member.team_id, Person.public_id, Person.first_name, Person.last_name, Person.ref),
            *(mark.state, mark.method, mark.version),
        )
        .join(Person, Person.id == member.person_id)
        .outerjoin(mark, (mark.person_id == Person.id) & (mark.half_day_id == half_day_id))
        .where(member.edition_id == edition_id, member.team_id.in_(team_ids), Person.left_at.is_(None))
        .order_by(Person.last_name, Person.first_name, Person.id)
    ).all()
    teams = session.execute(
        select(Team.id, Team.code, Team.zone, Team.table_no, RollCall.called_at, Account.name)
        .outerjoin(RollCall, (RollCall.team_id == Team.id) & (RollCall.half_day_id == half_day_id))
        .outerjoin(Account, Account.id == RollCall.called_by)
        .where(Team.edition_id == edition_id, Team.id.in_(team_ids))
        .order_by(Team.zone, Team.table_no)
    )
    return [
        TeamRoll(code, zone, table_no, called_at, by or "", _lines([row[1:] for row in rows if row[0] == team_id]))
        for team_id, code, zone, table_no, called_at, by in teams
    ]


def _lines(rows: Sequence[Sequence[Any]]) -> tuple[RollLine, ...]:
    scans = [row for row in rows if row[5] and Method(row[5]) in SCANS]
    begins = preset([State(row[4]) if row[4] else None for row in rows], scans)
    return tuple(
        RollLine(row[0], full_name(row[1], row[2], row[3]), begin, row[4] or "", row[5] or "", row[6] or 0)
        for row, begin in zip(rows, begins, strict=True)
    )
