"""Reads of half-days, badges and one person's marks. Teams: `rolls.py`; the edition: `board.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import Session, aliased

from challenge.accounts.models import Account
from challenge.attendance.models import AttendanceEdit, AttendanceMark, Badge, HalfDay
from challenge.kernel.text import fold
from challenge.people.models import Person
from challenge.people.rules import full_name
from challenge.teams.models import Team, TeamMember


@dataclass(frozen=True, slots=True)
class HalfLine:
    """A half-day as pages show it."""

    id: int
    public_id: str
    number: int
    day: date
    part: str
    opens_at: datetime
    late_from: datetime
    closes_at: datetime
    edited: bool
    version: int


_HALF: tuple[Any, ...] = (
    *(HalfDay.id, HalfDay.public_id, HalfDay.number, HalfDay.day, HalfDay.part),
    *(HalfDay.opens_at, HalfDay.late_from, HalfDay.closes_at, HalfDay.edited, HalfDay.version),
)


def halves(session: Session, edition_id: int) -> list[HalfLine]:
    """Return an edition's half-days in the order of time; empty before anything is drawn."""
    rows = session.execute(select(*_HALF).where(HalfDay.edition_id == edition_id).order_by(HalfDay.number))
    return [HalfLine(*row) for row in rows]


def half_by_public_id(session: Session, edition_id: int, public_id: str) -> HalfLine | None:
    """Return a half-day of this edition by its outside name."""
    wanted = select(*_HALF).where(HalfDay.edition_id == edition_id, HalfDay.public_id == public_id)
    row = session.execute(wanted).one_or_none()
    return HalfLine(*row) if row else None


@dataclass(frozen=True, slots=True)
class BadgeFace:
    """A person behind a badge; team and table are "" before staff may know them, the code "" without a badge."""

    person_id: int
    public_id: str
    code: str
    first_name: str
    last_name: str
    ref: str
    school: str
    team: str
    zone: str
    table_no: int
    has_left: bool = False

    @property
    def name(self) -> str:
        """How they are called."""
        return full_name(self.first_name, self.last_name, self.ref)

    @property
    def place(self) -> str:
        """Zone and table, "" without a team."""
        return f"{self.zone} {self.table_no}" if self.team else ""


def _faces(on: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Person.id, Person.public_id, Badge.code, Person.first_name, Person.last_name, Person.ref, Person.school),
            *(Team.code, Team.zone, Team.table_no, Person.left_at.is_not(None)),
        )
        .outerjoin(Badge, Badge.person_id == Person.id)
        .outerjoin(TeamMember, TeamMember.person_id == Person.id)
        .outerjoin(Team, on)
    )


_DRAFTED = Team.id == TeamMember.team_id
_KNOWN = _faces(and_(_DRAFTED, Team.staff_at.is_not(None)))
_FACE = _KNOWN.where(Person.left_at.is_(None))


def _face(row: Sequence[Any]) -> BadgeFace:
    person_id, public_id, code, first, last, ref, school, team, zone, table_no, left = row
    place = (team or "", zone or "", table_no or 0)
    return BadgeFace(person_id, public_id, code or "", first, last, ref, school, *place, bool(left))


def roster_faces(session: Session, edition_id: int, *, drafts: bool = False) -> list[BadgeFace]:
    """Return everybody who is expected in the hall, by name; one statement.

    Args:
        session: for reading.
        edition_id: the scope.
        drafts: True for organisers, who print badges before anybody else knows the teams.
    """
    wanted = (_faces(_DRAFTED) if drafts else _KNOWN).where(Person.edition_id == edition_id, Person.left_at.is_(None))
    return [_face(row) for row in session.execute(wanted.order_by(Person.sort_name, Person.id))]


def badge_face(session: Session, edition_id: int, code: str) -> BadgeFace | None:
    """Return the person of this edition whose badge it is; None for an unknown code and for those who left."""
    row = session.execute(_FACE.where(Person.edition_id == edition_id, Badge.code == code)).first()
    return _face(row) if row else None


def face_of_person(session: Session, edition_id: int, public_id: str) -> BadgeFace | None:
    """Return a person of this edition by outside name."""
    row = session.execute(_FACE.where(Person.edition_id == edition_id, Person.public_id == public_id)).first()
    return _face(row) if row else None


def recorded_face(session: Session, edition_id: int, public_id: str) -> BadgeFace | None:
    """Return a person of this edition by outside name, also one who has left: what they were can be corrected."""
    row = session.execute(_KNOWN.where(Person.edition_id == edition_id, Person.public_id == public_id)).first()
    return _face(row) if row else None


def face_of_account(session: Session, edition_id: int, account_id: int) -> BadgeFace | None:
    """Return the student that an account is in this edition; the first on the roster when it is several."""
    wanted = _FACE.where(Person.edition_id == edition_id, Person.account_id == account_id)
    row = session.execute(wanted.order_by(Person.ref).limit(1)).first()
    return _face(row) if row else None


def marked(session: Session, edition_id: int, half_day_id: int) -> dict[str, str]:
    """Return the state of everybody with a mark in a half-day, by the person's outside name."""
    rows = session.execute(
        select(Person.public_id, AttendanceMark.state)
        .join(Person, Person.id == AttendanceMark.person_id)
        .where(AttendanceMark.half_day_id == half_day_id, AttendanceMark.edition_id == edition_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class MarkLine:
    """A person's half-day; the state is "" where nothing is known, `version` then 0."""

    half: HalfLine
    state: str
    method: str
    at: datetime | None
    by: str
    version: int


def marks_of_person(session: Session, edition_id: int, person_id: int) -> list[MarkLine]:
    """Return every half-day of the edition with what is known of one person; one statement."""
    mark = AttendanceMark
    rows = session.execute(
        select(*_HALF, mark.state, mark.method, mark.at, Account.name, mark.version)
        .outerjoin(mark, (mark.half_day_id == HalfDay.id) & (mark.person_id == person_id))
        .outerjoin(Account, Account.id == mark.recorded_by)
        .where(HalfDay.edition_id == edition_id)
        .order_by(HalfDay.number)
    )
    return [_mark_line(row) for row in rows]


def _mark_line(row: Sequence[Any]) -> MarkLine:
    width = len(_HALF)
    state, method, at, by, version = row[width:]
    return MarkLine(HalfLine(*row[:width]), state or "", method or "", at, by or "", version or 0)


@dataclass(frozen=True, slots=True)
class EditLine:
    """One change of a mark, as history shows it."""

    number: int
    before: str
    before_method: str
    before_by: str
    before_at: datetime
    state: str
    method: str
    outcome: str
    reason: str
    by: str
    at: datetime


def edits_of_person(session: Session, edition_id: int, person_id: int) -> list[EditLine]:
    """Return what was changed about one person, the latest first."""
    former, later, edit = aliased(Account), aliased(Account), AttendanceEdit
    rows = session.execute(
        select(
            *(HalfDay.number, edit.before, edit.before_method, former.name, edit.before_at),
            *(edit.state, edit.method, edit.outcome, edit.reason, later.name, edit.changed_at),
        )
        .join(HalfDay, HalfDay.id == edit.half_day_id)
        .outerjoin(former, former.id == edit.before_by)
        .outerjoin(later, later.id == edit.changed_by)
        .where(edit.edition_id == edition_id, edit.person_id == person_id)
        .order_by(edit.id.desc())
    )
    found: list[list[Any]] = [["" if value is None else value for value in row] for row in rows]
    return [EditLine(*row) for row in found]


MATCHES = 8


def named_faces(session: Session, edition_id: int, text: str, *, most: int = MATCHES) -> list[BadgeFace]:
    """Return up to `most` people whose name or reference holds every word of a text, by name; none for no word."""
    words = fold(text).split()
    if not words:
        return []
    wanted = _FACE.where(
        Person.edition_id == edition_id, *[Person.sort_name.contains(word, autoescape=True) for word in words]
    )
    return [_face(row) for row in session.execute(wanted.order_by(Person.sort_name, Person.id).limit(most))]
