"""Reads of first contacts, always within an edition."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, Link, RoleGrant
from challenge.call.models import CallContact
from challenge.call.rules import ContactState
from challenge.kernel.actor import Role

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class ContactLine:
    """Somebody who waits to speak for an organisation."""

    public_id: str
    name: str
    email: str
    organisation: str
    is_known: bool
    asked_at: datetime


def waiting_contacts(
    session: Session, edition_id: int, organisation_ids: Collection[int] | None = None
) -> list[ContactLine]:
    """Return who waits for a word, the longest first; for some known organisations alone, or all."""
    wanted = (
        select(CallContact, Account.name, Account.email)
        .join(Account, Account.id == CallContact.account_id)
        .where(CallContact.edition_id == edition_id, CallContact.state == ContactState.WAITING)
        .order_by(CallContact.id)
    )
    if organisation_ids is not None:
        wanted = wanted.where(CallContact.organisation_id.in_(organisation_ids))
    return [
        ContactLine(row.public_id, name, email or "", row.organisation, row.organisation_id is not None, row.asked_at)
        for row, name, email in session.execute(wanted)
    ]


def contact_by_public_id(session: Session, edition_id: int, public_id: str) -> CallContact | None:
    """Return a first contact of this edition that waits or waited for a word."""
    wanted = select(CallContact).where(CallContact.edition_id == edition_id, CallContact.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def latest_contact(session: Session, edition_id: int, account_id: int) -> CallContact | None:
    """Return the latest first contact of an account in an edition, the wishes for another link apart."""
    wanted = (
        select(CallContact)
        .where(CallContact.edition_id == edition_id, CallContact.account_id == account_id)
        .where(CallContact.state != ContactState.AGAIN)
        .order_by(CallContact.id.desc())
    )
    return session.execute(wanted.limit(1)).scalar_one_or_none()


def count_from(session: Session, origin: str, now: datetime) -> int:
    """Return how many first contacts came from a place within the last hour."""
    wanted = select(func.count()).where(CallContact.origin == origin, CallContact.asked_at > now - HOUR)
    return session.execute(wanted).scalar_one()


def links_sent(session: Session, edition_id: int, account_id: int, now: datetime) -> int:
    """Return how many links of the call an account got within the last hour."""
    wanted = select(func.count()).where(
        Link.account_id == account_id,
        Link.edition_id == edition_id,
        Link.purpose == "call",
        Link.made_at > now - HOUR,
    )
    return session.execute(wanted).scalar_one()


def speaks_for(session: Session, account_id: int, organisation_id: int) -> bool:
    """True when an account spoke for an organisation as a partner in any edition."""
    wanted = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.role == Role.PARTNER,
        RoleGrant.organisation_id == organisation_id,
    )
    return session.execute(wanted.limit(1)).first() is not None


def is_newcomer(session: Session, account: Account) -> bool:
    """True for an account that was made by a first contact and is nothing anywhere yet."""
    known = session.execute(select(RoleGrant.id).where(RoleGrant.account_id == account.id).limit(1)).first()
    return account.password_hash is None and not account.is_administrator and known is None
