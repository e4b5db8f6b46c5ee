"""Guests' delegations: a link by which a school sends the list of its own students, and what it sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from challenge.exchange.events import TableProposed
from challenge.exchange.keeping import Sent, begin_import
from challenge.exchange.models import TableImport
from challenge.exchange.queries import import_by_public_id
from challenge.kernel.clock import real_now
from challenge.kernel.errors import Busy, Invalid, NotFound
from challenge.kernel.ids import token_hash
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.people.events import DelegationInvited, DelegationRevoked
from challenge.people.models import Delegation, Person

WORKS_DAYS = 30
MOST_BYTES = 1_000_000
MOST_LINES = 2_000
AN_HOUR = 20


def invite_delegation(work: Work, school: str, token: str) -> dict[str, Any]:
    """Give a school a link; an earlier one of the same school ends. The secret itself is kept nowhere.

    Args:
        work: its edition.
        school: as the roster names it; a new one is fine.
        token: the secret, made by the caller so that the same wish gives the same link.
    """
    name = bounded(clean_line(school), "school", most=80)
    mine = (Delegation.edition_id == work.edition_id) & (Delegation.school == name)
    work.session.execute(update(Delegation).where(mine, Delegation.revoked_at.is_(None)).values(revoked_at=work.real))
    row = work.add(
        Delegation(
            edition_id=work.edition_id,
            school=name,
            token_hash=token_hash(token),
            made_at=work.real,
            expires_at=work.real + timedelta(days=WORKS_DAYS),
        )
    )
    work.emit(DelegationInvited(delegation_id=row.id))
    return {"delegation": row.public_id}


def revoke_delegation(work: Work, delegation_id: int) -> dict[str, Any]:
    """End a link at once; an ended one stays ended."""
    row = work.locked(Delegation, delegation_id)
    if row.revoked_at is None:
        row.revoked_at = work.real
        work.emit(DelegationRevoked(delegation_id=row.id))
    return {"delegation": row.public_id}


def valid_delegation(session: Session, token: str) -> Delegation | None:
    """Return the delegation of a link that works; None for unknown, revoked and expired ones alike."""
    wanted = select(Delegation).where(
        Delegation.token_hash == token_hash(token), Delegation.revoked_at.is_(None), Delegation.expires_at > real_now()
    )
    return session.execute(wanted).scalar_one_or_none()


def delegation_by_public_id(session: Session, edition_id: int, public_id: str) -> Delegation | None:
    """Return a delegation of this edition."""
    wanted = select(Delegation).where(Delegation.edition_id == edition_id, Delegation.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def deliver_list(work: Work, delegation_id: int, sent: Sent) -> dict[str, Any]:
    """Keep a list that came by a link; it takes the place of an earlier one that nobody decided.

    Raises:
        NotFound("people.link_over"): the link works no more.
        Busy("people.too_often"): more than twenty lists in an hour.
    """
    row = work.locked(Delegation, delegation_id)
    if row.revoked_at is not None or row.expires_at <= work.real:
        raise NotFound("people.link_over")
    check_pace(work.session, row)
    row.used_at = work.real
    undecided = _sent_by(row) & TableImport.state.in_(("reading", "wrong", "ready", "asking"))
    work.session.execute(update(TableImport).where(undecided).values(state="dropped"))
    return begin_import(work, sent)


def _sent_by(row: Delegation) -> ColumnElement[bool]:
    """Return what picks the lists that a delegation's school sent by link."""
    return and_(TableImport.edition_id == row.edition_id, TableImport.scope == row.school, TableImport.source == "link")


def check_pace(session: Session, row: Delegation) -> None:
    """Refuse a list before its file is kept: nobody outside fills the disk.

    Raises:
        Busy("people.too_often"): twenty lists came within the last hour.
    """
    recent = select(func.count()).where(_sent_by(row), TableImport.made_at > real_now() - timedelta(hours=1))
    if session.execute(recent).scalar_one() >= AN_HOUR:
        raise Busy("people.too_often", "list", most=AN_HOUR)


def propose_list(work: Work, public_id: str) -> None:
    """Tell that a list from outside waits for an organiser."""
    row = import_by_public_id(work.session, work.edition_id, public_id)
    if row is not None and row.state == "ready":
        work.emit(TableProposed(import_id=row.id, kind=row.kind))


def checked_list(data: bytes, lines: int) -> None:
    """Refuse a list that is too long for a delegation.

    Raises:
        Invalid("people.list_empty"): nothing was sent.
        Invalid("people.list_long"): more than a delegation has.
    """
    if not data.strip():
        raise Invalid("people.list_empty", "list")
    if lines > MOST_LINES or len(data) > MOST_BYTES:
        raise Invalid("people.list_long", "list", most=MOST_LINES)


@dataclass(frozen=True, slots=True)
class SchoolLine:
    """A school on the desk: how many students it has here, its link, its last list."""

    school: str
    count: int
    link: Delegation | None
    last: TableImport | None


def school_lines(session: Session, edition_id: int) -> list[SchoolLine]:
    """Return the schools of an edition by name, those that only have a link as well; three statements."""
    counted = (
        select(Person.school, func.count())
        .where(Person.edition_id == edition_id, Person.left_at.is_(None), Person.school != "")
        .group_by(Person.school)
    )
    counts: dict[str, int] = {row[0]: row[1] for row in session.execute(counted)}
    made = select(Delegation).where(Delegation.edition_id == edition_id).order_by(Delegation.id)
    links = {row.school: row for row in session.execute(made).scalars()}
    sent = (
        select(TableImport)
        .where(TableImport.edition_id == edition_id, TableImport.source == "link", TableImport.state != "dropped")
        .order_by(TableImport.id)
    )
    lists = {row.scope: row for row in session.execute(sent).scalars()}
    names = sorted({*counts, *links})
    return [SchoolLine(name, counts.get(name, 0), links.get(name), lists.get(name)) for name in names]


def last_list(session: Session, delegation: Delegation) -> TableImport | None:
    """Return the last list that a delegation's school sent by link."""
    wanted = (
        select(TableImport)
        .where(_sent_by(delegation), TableImport.state != "dropped")
        .order_by(TableImport.id.desc())
        .limit(1)
    )
    return session.execute(wanted).scalar_one_or_none()


def school_people(session: Session, edition_id: int, school: str) -> Sequence[Person]:
    """Return the students of a school that are here, by reference."""
    wanted = select(Person).where(Person.edition_id == edition_id, Person.school == school, Person.left_at.is_(None))
    return session.execute(wanted.order_by(Person.ref)).scalars().all()


def link_state(link: Delegation | None, now: datetime) -> str:
    """Return `none`, `open`, `over` or `revoked`."""
    if link is None:
        return "none"
    if link.revoked_at is not None:
        return "revoked"
    return "open" if link.expires_at > now else "over"
