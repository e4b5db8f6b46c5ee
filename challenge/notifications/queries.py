"""Reads of the outbox; always within an edition."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.paging import Page, page
from challenge.notifications.models import OutboxMessage, RefusedAddress


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """A message in the list, without its link: whoever has an invitation's link can enter by it."""

    id: int
    public_id: str
    subject: str
    filling: dict[str, Any]
    name: str
    address: str | None
    queued_at: datetime
    due_at: datetime | None
    sent_at: datetime | None
    tries: int
    problem: str

    @property
    def state(self) -> str:
        """sent, failed (given up) or pending."""
        if self.sent_at is not None:
            return "sent"
        return "failed" if self.due_at is None else "pending"


_stands: ColumnElement[str] = case(
    (OutboxMessage.sent_at.is_not(None), "sent"), (OutboxMessage.due_at.is_(None), "failed"), else_="pending"
)


def outbox_page(
    session: Session, edition_id: int, *, state: str = "", after: int = 0, size: int = 50
) -> Page[OutboxLine]:
    """Return a page of an edition's messages, the latest first.

    Args:
        session: for reading.
        edition_id: the scope.
        state: sent, failed, pending; "" for all.
        after: number of the last one on the page before; 0 from the start.
        size: rows of a page.
    """
    wanted = (
        select(
            OutboxMessage.id,
            OutboxMessage.public_id,
            OutboxMessage.subject,
            OutboxMessage.filling,
            Account.name,
            func.coalesce(OutboxMessage.address, Account.email),
            OutboxMessage.queued_at,
            OutboxMessage.due_at,
            OutboxMessage.sent_at,
            OutboxMessage.tries,
            OutboxMessage.problem,
        )
        .join(Account, Account.id == OutboxMessage.account_id)
        .where(OutboxMessage.edition_id == edition_id)
        .order_by(OutboxMessage.id.desc())
        .limit(size + 1)
    )
    if state:
        wanted = wanted.where(_stands == state)
    if after:
        wanted = wanted.where(OutboxMessage.id < after)
    lines = [OutboxLine(*row) for row in session.execute(wanted)]
    return page(lines, size, lambda line: str(line.id))


def outbox_counts(session: Session, edition_id: int) -> dict[str, int]:
    """Return how many messages of an edition are sent, failed and pending."""
    rows = session.execute(
        select(_stands, func.count()).where(OutboxMessage.edition_id == edition_id).group_by(_stands)
    )
    return {"pending": 0, "sent": 0, "failed": 0} | {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """An address that does not work; `words` are the server's, `waiting` counts the edition's messages held back."""

    public_id: str
    name: str
    address: str
    words: str
    refused_at: datetime
    waiting: int


def refused_in(edition_id: int, public_id: str = "") -> Select[RefusedAddress]:
    """Return the statement for the refused addresses to which an edition has written, or for one of them.

    An address whose account has another one by now is none of them.
    """
    written = select(OutboxMessage.account_id).where(OutboxMessage.edition_id == edition_id)
    wanted = select(RefusedAddress).join(Account, Account.email == RefusedAddress.address)
    wanted = wanted.where(Account.id.in_(written)).order_by(RefusedAddress.refused_at.desc(), RefusedAddress.id)
    return wanted.where(RefusedAddress.public_id == public_id) if public_id else wanted


def refused_address(session: Session, edition_id: int, public_id: str) -> RefusedAddress | None:
    """Return a refused address of an edition by its outside name."""
    return session.execute(refused_in(edition_id, public_id)).scalar_one_or_none() if public_id else None


def refused_addresses(session: Session, edition_id: int, *, most: int = 100) -> list[RefusedLine]:
    """Return the addresses of an edition that do not work, the latest first, at most so many."""
    held = (
        select(func.count())
        .select_from(OutboxMessage)
        .where(OutboxMessage.edition_id == edition_id, OutboxMessage.account_id == Account.id)
        .where(OutboxMessage.sent_at.is_(None))
        .correlate(Account)
        .scalar_subquery()
    )
    wanted = refused_in(edition_id).limit(most).add_columns(Account.name, held)
    return [
        RefusedLine(row.public_id, name, row.address, row.words, row.refused_at, waiting)
        for row, name, waiting in session.execute(wanted)
    ]


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it will be, or was, sent: texts of the catalogues, but not the address it leads to."""

    name: str
    locale: str
    subject: str
    body: str
    filling: dict[str, Any]
    has_link: bool


def preview(session: Session, edition_id: int, public_id: str) -> Preview | None:
    """Return a message of an edition by its outside name."""
    wanted = select(OutboxMessage, Account).join(Account, Account.id == OutboxMessage.account_id)
    own = wanted.where(OutboxMessage.edition_id == edition_id, OutboxMessage.public_id == public_id)
    row = session.execute(own).one_or_none()
    if row is None:
        return None
    one, who = row[0], row[1]
    return Preview(who.name, who.locale, one.subject, one.body, one.filling, bool(one.path))
