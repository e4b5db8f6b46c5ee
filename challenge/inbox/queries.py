"""Reads of the inbox; always one account's in one edition."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.inbox.models import Notice, NoticeChoice, NoticeCopy
from challenge.inbox.rules import Kind, Way
from challenge.kernel.actor import Actor
from challenge.kernel.paging import Page, page

_NOTICE, _COPY = Notice.__table__, NoticeCopy.__table__
_OWN = _COPY.join(_NOTICE, _NOTICE.c.id == _COPY.c.notice_id)
# Built once: every page of somebody who has been told something asks for it.
_UNREAD = (
    select(func.count())
    .select_from(_OWN)
    .where(
        _COPY.c.account_id == bindparam("account_id"),
        _COPY.c.read_at.is_(None),
        _NOTICE.c.edition_id == bindparam("edition_id"),
    )
)


@dataclass(frozen=True, slots=True)
class InboxLine:
    """A notice as its reader sees it; see `Notice` for the words."""

    id: int
    public_id: str
    kind: str
    subject: str
    body: str
    filling: dict[str, Any]
    texts: dict[str, list[str]]
    path: str
    version: int
    told_at: datetime
    corrected_at: datetime | None
    withdrawn_at: datetime | None
    read_at: datetime | None


_LINE = (*(_NOTICE.c[name] for name in InboxLine.__slots__ if name != "read_at"), _COPY.c.read_at)


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return which notices a session may show: all of its account's, through an entry link those to its role alone."""
    if not actor.is_bounded:
        return _NOTICE.c.id.is_not(None)
    role = next(iter(actor.roles), "nobody")
    return _NOTICE.c.roles.contains(f",{role},", autoescape=True)


def unread(session: Session, actor: Actor) -> int:
    """Return how many notices of the actor's edition are new to them; 0 for a visitor."""
    asked = {"account_id": actor.account_id, "edition_id": actor.edition_id}
    wanted = _UNREAD.where(seen_by(actor)) if actor.is_bounded else _UNREAD
    return session.execute(wanted, asked).scalar_one() if actor.is_signed_in else 0


def inbox_page(session: Session, actor: Actor, *, after: int = 0, size: int = 30) -> Page[InboxLine]:
    """Return a page of the actor's notices in their edition, the latest first; `after` 0 from the start."""
    wanted = select(*_LINE).select_from(_OWN).where(seen_by(actor), _COPY.c.account_id == actor.account_id)
    wanted = wanted.where(_NOTICE.c.edition_id == actor.edition_id).order_by(_NOTICE.c.id.desc()).limit(size + 1)
    if after:
        wanted = wanted.where(_NOTICE.c.id < after)
    rows = [InboxLine(*row) for row in session.execute(wanted)]
    return page(rows, size, lambda line: str(line.id))


def notice_of(session: Session, actor: Actor, public_id: str) -> Notice | None:
    """Return a notice by its outside name if it lies in the actor's inbox of this edition."""
    wanted = select(Notice).join(NoticeCopy, NoticeCopy.notice_id == Notice.id)
    mine = wanted.where(NoticeCopy.account_id == actor.account_id, Notice.edition_id == actor.edition_id)
    return session.execute(mine.where(Notice.public_id == public_id, seen_by(actor))).scalar_one_or_none()


def choices(session: Session, account_id: int, way: Way = Way.MAIL) -> dict[Kind, bool]:
    """Return of each kind whether the account wants it by mail, or another way."""
    wanted = select(NoticeChoice.kind, getattr(NoticeChoice, way.value)).where(NoticeChoice.account_id == account_id)
    chosen = {row[0]: row[1] for row in session.execute(wanted)}
    return {kind: chosen.get(kind.value, True) for kind in Kind}


def declined_since(session: Session, account_id: int) -> dict[str, datetime]:
    """Return the kinds that the account does not want by mail, with the instant of that choice."""
    wanted = select(NoticeChoice.kind, NoticeChoice.chosen_at).where(NoticeChoice.account_id == account_id)
    return {row[0]: row[1] for row in session.execute(wanted.where(NoticeChoice.by_mail.is_(False)))}


def mail_readers(session: Session, account_ids: list[int], kind: Kind) -> list[tuple[int, str]]:
    """Return id and language of those among some accounts who have an address and want a kind by mail, by id."""
    declined = and_(
        NoticeChoice.account_id == Account.id, NoticeChoice.kind == kind.value, NoticeChoice.by_mail.is_(False)
    )
    wanted = select(Account.id, Account.locale).outerjoin(NoticeChoice, declined)
    reached = wanted.where(Account.email.is_not(None), Account.disabled_at.is_(None), NoticeChoice.kind.is_(None))
    rows = session.execute(reached.where(Account.id.in_(account_ids)).order_by(Account.id))
    return [(row[0], row[1]) for row in rows]


def push_readers(session: Session, account_ids: list[int], kind: Kind) -> list[tuple[int, str]]:
    """Return id and language of those among some accounts who want a kind in their browsers, by id."""
    declined = and_(
        NoticeChoice.account_id == Account.id, NoticeChoice.kind == kind.value, NoticeChoice.by_push.is_(False)
    )
    wanted = select(Account.id, Account.locale).outerjoin(NoticeChoice, declined)
    reached = wanted.where(Account.disabled_at.is_(None), NoticeChoice.kind.is_(None))
    rows = session.execute(reached.where(Account.id.in_(account_ids)).order_by(Account.id))
    return [(row[0], row[1]) for row in rows]


def names_of_readers(session: Session, notice_id: int) -> list[str]:
    """Return the outside names of the accounts that have a notice, by account."""
    wanted = select(Account.public_id).join(NoticeCopy, NoticeCopy.account_id == Account.id)
    return list(session.execute(wanted.where(NoticeCopy.notice_id == notice_id).order_by(Account.id)).scalars())


def readers_count(session: Session, key: str) -> tuple[int, int]:
    """Return how many people have the notice of a key, and how many of them have read its present wording."""
    wanted = select(func.count(), func.count(_COPY.c.read_at)).select_from(_OWN).where(_NOTICE.c.key == key)
    row = session.execute(wanted).one()
    return row[0], row[1]


def keys_of(session: Session, edition_id: int, kind: Kind) -> dict[str, bool]:
    """Return the keys of an edition's notices of a kind: True for one that was withdrawn."""
    wanted = select(_NOTICE.c.key, _NOTICE.c.withdrawn_at).where(_NOTICE.c.edition_id == edition_id)
    return {row[0]: row[1] is not None for row in session.execute(wanted.where(_NOTICE.c.kind == kind.value))}


def readers_of(session: Session, edition_id: int, keys: Collection[str]) -> set[int]:
    """Return the accounts that have one of some notices of an edition; those that were withdrawn count."""
    wanted = select(_COPY.c.account_id).select_from(_OWN)
    return set(session.execute(wanted.where(_NOTICE.c.edition_id == edition_id, _NOTICE.c.key.in_(keys))).scalars())
