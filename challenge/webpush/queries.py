"""Reads of web push."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from challenge.accounts.models import AccountSession
from challenge.kernel.clock import real_now
from challenge.kernel.ids import token_hash
from challenge.webpush.models import Subscription


def is_open(now: datetime) -> ColumnElement[bool]:
    """Return the condition that the session which turned a browser on still stands."""
    return exists().where(
        AccountSession.id == Subscription.session_id,
        AccountSession.account_id == Subscription.account_id,
        AccountSession.closed_at.is_(None),
        AccountSession.expires_at > now,
    )


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser of one's own that is told; `mark` is the hash of its endpoint, by which it knows itself."""

    public_id: str
    device: str
    created_at: datetime
    mark: str


def browsers(session: Session, account_id: int) -> list[Browser]:
    """Return an account's browsers that are told, the latest first."""
    wanted = select(Subscription).where(Subscription.account_id == account_id, is_open(real_now()))
    rows = session.execute(wanted.order_by(Subscription.id.desc())).scalars()
    return [Browser(row.public_id, row.device, row.created_at, token_hash(row.endpoint)) for row in rows]


def browser_of(session: Session, account_id: int, public_id: str) -> Subscription | None:
    """Return a browser by its outside name if it is the account's."""
    wanted = select(Subscription).where(Subscription.account_id == account_id, Subscription.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()
