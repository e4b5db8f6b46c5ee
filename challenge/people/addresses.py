"""Mail addresses of an edition's accounts, as organisers find and correct them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, aliased

from challenge.accounts.addresses import change_email, is_governed_elsewhere
from challenge.accounts.models import Account, RoleGrant
from challenge.accounts.queries import named_account
from challenge.kernel.errors import Conflict
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter, queue_message
from challenge.people.events import AddressCorrected
from challenge.people.models import AddressCorrection, Person

MOST_FOUND = 20
TO_OLD = Letter(
    subject="Another address for your account",
    body="Hello,\n\nan organiser has entered another mail address for this account. Mails go there from now on, "
    "nothing more comes here, and links that were sent here open nothing any more. If this is wrong, tell the "
    "organisers.",
)
TO_NEW = Letter(
    subject="This is the address of your account now",
    body="Hello %(name)s,\n\nan organiser has entered this mail address for your account. Log in with it and the "
    "password that you have; where you were logged in, you are no more. If you never had a password, an invitation "
    "follows.",
    path="/login",
)


@dataclass(frozen=True, slots=True)
class AddressLine:
    """An account of the edition; `roles` are those it has here."""

    public_id: str
    name: str
    email: str | None
    roles: Sequence[str]


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A correction, with the names of whose address it is and of who made it."""

    name: str
    by: str
    old: str | None
    new: str
    reason: str
    at: datetime


def accounts_like(session: Session, edition_id: int, text: str) -> list[AddressLine]:
    """Return the edition's accounts that a text may mean, by name or address, at most twenty; none for no text."""
    if not text.strip():
        return []
    like = f"%{text.strip().translate({ord(letter): f'/{letter}' for letter in '%_/'})}%"
    wanted = (
        select(Account.public_id, Account.name, Account.email, RoleGrant.role)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.edition_id == edition_id, Account.disabled_at.is_(None))
        .where(or_(Account.name.ilike(like, escape="/"), Account.email.ilike(like, escape="/")))
        .order_by(Account.name, Account.id, RoleGrant.role)
    )
    found: dict[str, tuple[str, str | None, list[str]]] = {}
    for public_id, name, email, role in session.execute(wanted):
        roles = found.setdefault(public_id, (name, email, []))[2]
        roles += [role] if role not in roles else []
    return [AddressLine(key, *values) for key, values in list(found.items())[:MOST_FOUND]]


def corrections(session: Session, edition_id: int, *, most: int = 50) -> list[CorrectionLine]:
    """Return who corrected which address, the latest first, at most so many."""
    one, by = AddressCorrection, aliased(Account)
    wanted = (
        select(Account.name, by.name, one.old, one.new, one.reason, one.corrected_at)
        .join(Account, Account.id == one.account_id)
        .outerjoin(by, by.id == one.corrected_by)
        .where(one.edition_id == edition_id)
        .order_by(one.id.desc())
        .limit(most)
    )
    return [CorrectionLine(row[0], row[1] or "", *row[2:]) for row in session.execute(wanted)]


def correct_address(work: Work, public_id: str, email: str, reason: str) -> dict[str, Any]:
    """Give an account of the edition another mail address; both addresses are told, and what the old one opened ends.

    Raises:
        Invalid("text.missing", "reason"): none is given.
        Conflict("people.address_absent"): nobody of the edition has that account.
        Conflict("people.address_beyond"): the account keeps house or has a role in another edition, and the actor does
            not keep the instance: whoever sets an address can enter as its account.
        Invalid: as `change_email`.
    """
    words = bounded(clean_line(reason), "reason", most=300)
    account = named_account(work.session, public_id)
    held = select(RoleGrant.id).where(RoleGrant.edition_id == work.edition_id)
    if account is None or work.session.execute(held.where(RoleGrant.account_id == account.id).limit(1)).first() is None:
        raise Conflict("people.address_absent")
    if not _keeps_instance(work) and is_governed_elsewhere(work.session, account.id, work.edition_id):
        raise Conflict("people.address_beyond")
    old = change_email(work, account.id, email)
    work.session.flush()
    new = account.email or ""
    _follow(work, account.id, old, new)
    row = work.add(
        AddressCorrection(
            edition_id=work.edition_id,
            account_id=account.id,
            old=old,
            new=new,
            reason=words,
            corrected_by=work.actor.account_id,
            corrected_at=work.now,
        )
    )
    if old:
        queue_message(work, account.id, TO_OLD, key=f"address:{row.id}:old", address=old)
    queue_message(work, account.id, TO_NEW, key=f"address:{row.id}:new")
    work.emit(AddressCorrected(account_id=account.id, correction_id=row.id))
    return {"name": account.name}


def _keeps_instance(work: Work) -> bool:
    own = select(Account.is_administrator).where(Account.id == work.actor.account_id)
    return bool(work.session.execute(own).scalar_one_or_none())


def _follow(work: Work, account_id: int, old: str | None, new: str) -> None:
    """Let the edition's line of a student say the same."""
    line = (Person.edition_id == work.edition_id) & (Person.account_id == account_id)
    work.session.execute(update(Person).where(line, Person.email == old).values(email=new))
