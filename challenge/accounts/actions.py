"""Acts on accounts. Hashing is done before the work begins: it takes 30 ms and must not hold the write lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update

from challenge.accounts import rules
from challenge.accounts.events import (
    AccountCreated,
    Invited,
    PasswordSet,
    RoleGranted,
    RoleRevoked,
    SessionClosed,
    SessionOpened,
)
from challenge.accounts.models import Account, AccountSession, Link, RoleGrant
from challenge.accounts.queries import account_by_email
from challenge.accounts.tokens import create_api_token as create_api_token
from challenge.accounts.tokens import revoke_api_tokens as revoke_api_tokens
from challenge.kernel.actor import Role, Seat
from challenge.kernel.errors import NotFound
from challenge.kernel.ids import secret_token, token_hash
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work

INSTANCE = 0


def create_account(work: Work, *, name: str, email: str | None = None, locale: str = "fr") -> Account:
    """Return the account of an address, made when it has none; a name-only account is always new."""
    known = account_by_email(work.session, rules.normal_email(email)) if email else None
    if known is not None:
        return known
    account = work.add(
        Account(
            email=rules.normal_email(email) if email else None,
            name=bounded(clean_line(name), "name", most=160),
            locale=locale,
            time_zone="",
            created_at=work.real,
        )
    )
    work.emit(AccountCreated(account_id=account.id), edition_id=INSTANCE)
    return account


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is to have an account: an address in its normal form, or None for a name alone."""

    name: str
    email: str | None


def create_accounts(work: Work, people: Sequence[Newcomer], role: Role) -> list[int]:
    """Return an account per person, in their order, each with the role in the work's edition.

    Known addresses keep their account; two people of one address share it. Many at once: six statements for 1,700.
    """
    by_email = _accounts_by_email(work, [one.email for one in people if one.email])
    nameless = [one for one in people if one.email is None]
    fresh = {one.email: one for one in people if one.email and one.email not in by_email}
    made = _insert_accounts(work, [*fresh.values(), *nameless])
    by_email.update(zip(fresh, made, strict=False))
    rest = iter(made[len(fresh) :])
    found = [by_email[one.email] if one.email else next(rest) for one in people]
    grant_roles(work, found, role)
    return found


def _accounts_by_email(work: Work, emails: Sequence[str]) -> dict[str | None, int]:
    found: dict[str | None, int] = {}
    for start in range(0, len(emails), 500):
        wanted = select(Account.email, Account.id).where(Account.email.in_(emails[start : start + 500]))
        found.update({row.email: row.id for row in work.session.execute(wanted)})
    return found


def _insert_accounts(work: Work, people: Sequence[Newcomer]) -> list[int]:
    if not people:
        return []
    rows = [
        {"email": one.email, "name": one.name, "locale": "fr", "time_zone": "", "created_at": work.real}
        for one in people
    ]
    made = insert(Account).returning(Account.id, sort_by_parameter_order=True)
    ids = list(work.session.execute(made, rows).scalars())
    for account_id in ids:
        work.emit(AccountCreated(account_id=account_id), edition_id=INSTANCE)
    return ids


def grant_roles(work: Work, account_ids: Sequence[int], role: Role) -> None:
    """Make many accounts something in the work's edition; those that are it already are passed over."""
    held = select(RoleGrant.account_id).where(
        RoleGrant.edition_id == work.edition_id, RoleGrant.role == role, RoleGrant.organisation_id == 0
    )
    holders = set(work.session.execute(held).scalars())
    missing = [one for one in dict.fromkeys(account_ids) if one not in holders]
    common = {"edition_id": work.edition_id, "role": role, "organisation_id": 0, "granted_at": work.real}
    if missing:
        work.session.execute(insert(RoleGrant), [{"account_id": one, **common} for one in missing])
    for account_id in missing:
        work.emit(RoleGranted(account_id=account_id, role=role))


def grant_role(work: Work, account_id: int, role: Role, *, organisation_id: int = 0, seat: Seat = Seat.CONTACT) -> bool:
    """Make an account something in the work's edition; False when it is that already, whatever its seat."""
    wanted = select(RoleGrant.id).where(
        RoleGrant.account_id == account_id,
        RoleGrant.edition_id == work.edition_id,
        RoleGrant.role == role,
        RoleGrant.organisation_id == organisation_id,
    )
    if work.session.execute(wanted).first() is not None:
        return False
    work.add(
        RoleGrant(
            account_id=account_id,
            edition_id=work.edition_id,
            role=role,
            organisation_id=organisation_id,
            seat=seat.value,
            granted_at=work.real,
        )
    )
    work.emit(RoleGranted(account_id=account_id, role=role))
    return True


def revoke_role(work: Work, account_id: int, role: Role) -> None:
    """Take a role in the work's edition away, for every organisation it was held for, and end the links to it."""
    revoke_roles(work, [account_id], role)


def revoke_roles(work: Work, account_ids: Sequence[int], role: Role) -> None:
    """Take a role away from many at once; three statements for each five hundred."""
    for start in range(0, len(account_ids), 500):
        part = account_ids[start : start + 500]
        held = RoleGrant.account_id.in_(part) & (RoleGrant.edition_id == work.edition_id) & (RoleGrant.role == role)
        holders = work.session.execute(select(RoleGrant.account_id).where(held).order_by(RoleGrant.id)).scalars()
        for account_id in list(holders):
            work.emit(RoleRevoked(account_id=account_id, role=role))
        work.session.execute(delete(RoleGrant).where(held))
        _end_links(work, Link.account_id.in_(part), Link.role == role)


def _end_links(work: Work, *which: ColumnElement[bool]) -> None:
    """Revoke those links to the work's edition that still work."""
    open_ones = update(Link).where(Link.edition_id == work.edition_id, Link.revoked_at.is_(None), *which)
    work.session.execute(open_ones.values(revoked_at=work.real))


def set_password(work: Work, account_id: int, password_hash: str) -> None:
    """Store a password's hash and close every other session of the account."""
    account = work.locked(Account, account_id)
    account.password_hash, account.failures, account.failed_at = password_hash, 0, None
    work.session.execute(
        update(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.closed_at.is_(None))
        .values(closed_at=work.real)
    )
    work.emit(PasswordSet(account_id=account_id), edition_id=INSTANCE)


def make_administrator(work: Work, account_id: int) -> None:
    """Give an account every edition; only the command line does this."""
    work.locked(Account, account_id).is_administrator = True


def note_wrong_password(work: Work, account_id: int) -> None:
    """Count a wrong password; after eight the account waits a minute between tries."""
    account = work.locked(Account, account_id)
    recent = account.failed_at is not None and work.real - account.failed_at < timedelta(hours=1)
    account.failures = account.failures + 1 if recent else 1
    account.failed_at = work.real


def open_session(work: Work, account_id: int, *, device: str, by: str, only: Link | None = None) -> str:
    """Return a fresh secret for the session cookie; the table keeps only its hash.

    Args:
        work: the transaction.
        account_id: who is logged in.
        device: as the browser calls itself.
        by: password, invitation or entry.
        only: bounds the session to the edition and role of a link; None = everything the account may.
    """
    token = secret_token()
    account = work.locked(Account, account_id)
    account.failures, account.failed_at = 0, None
    row = work.add(
        AccountSession(
            account_id=account_id,
            token_hash=token_hash(token),
            device=clean_line(device)[:200],
            opened_at=work.real,
            expires_at=work.real + timedelta(days=rules.SESSION_DAYS),
            only_edition_id=only.edition_id if only else None,
            only_role=only.role if only else None,
        )
    )
    work.emit(SessionOpened(account_id=account_id, session_id=row.id, by=by), edition_id=INSTANCE)
    return token


def close_session(work: Work, session_id: int) -> None:
    """End a session at once, sockets included; an ended one stays ended."""
    row = work.session.get(AccountSession, session_id)
    if row is not None and row.closed_at is None:
        row.closed_at = work.real
        work.emit(SessionClosed(account_id=row.account_id, session_id=row.id), edition_id=INSTANCE)


def close_own_device(work: Work, device_id: str) -> dict[str, Any]:
    """End one of the actor's own sessions, named by its outside name.

    Raises:
        NotFound("accounts.device"): absent or somebody else's; an entry link's session ends none.
    """
    row = work.session.execute(
        select(AccountSession).where(
            AccountSession.public_id == device_id, AccountSession.account_id == work.actor.account_id
        )
    ).scalar_one_or_none()
    if row is None or work.actor.is_bounded:
        raise NotFound("accounts.device")
    close_session(work, row.id)
    return {"device": device_id}


def make_link(work: Work, account_id: int, role: Role, *, purpose: str, token: str = "") -> str:
    """Return the secret of a new link to the work's edition; earlier ones of the same purpose and account end.

    Args:
        work: the edition is the link's scope.
        account_id: who enters by it.
        role: what they are; granted on first use of an invitation.
        purpose: `invitation` (once, 14 days), `entry` (a juror's QR code, 30 days), `calendar` (read by a calendar,
            400 days) or `call` (a partner's first contact, once, two days).
        token: the secret, made by the caller so that the same wish gives the same link; "" for a fresh one.
    """
    token = token or secret_token()
    _end_links(work, Link.account_id == account_id, Link.purpose == purpose)
    usual = {"invitation": rules.INVITATION_DAYS, "entry": rules.ENTRY_DAYS, "calendar": rules.CALENDAR_DAYS}
    days = {**usual, "call": rules.CALL_DAYS}[purpose]
    link = work.add(
        Link(
            purpose=purpose,
            token_hash=token_hash(token),
            edition_id=work.edition_id,
            account_id=account_id,
            role=role,
            made_at=work.real,
            expires_at=work.real + timedelta(days=days),
        )
    )
    work.emit(Invited(link_id=link.id, account_id=account_id, role=role, purpose=purpose))
    return token


def use_link(work: Work, link_id: int) -> Link:
    """Mark a link as used; an invitation works once and grants its role, a partner's first contact works once.

    Raises:
        NotFound("accounts.link"): used by somebody faster.
    """
    link = work.locked(Link, link_id)
    if link.purpose in rules.ONCE and link.used_at is not None:
        raise NotFound("accounts.link")
    link.used_at = link.used_at or work.real
    if link.purpose == "invitation":
        grant_role(work, link.account_id, Role(link.role))
    return link


def accept_invitation(work: Work, link_id: int, name: str, password_hash: str, device: str) -> str:
    """Take an invitation: name, password, role and a session in one change; return the session's secret."""
    link = use_link(work, link_id)
    set_password(work, link.account_id, password_hash)
    work.locked(Account, link.account_id).name = bounded(clean_line(name), "name", most=160)
    return open_session(work, link.account_id, device=device, by="invitation")


def enter_by_link(work: Work, link_id: int, device: str) -> str:
    """Let the holder of an entry link in as what the link says and nothing else; return the session's secret."""
    link = use_link(work, link_id)
    return open_session(work, link.account_id, device=device, by="entry", only=link)


def set_preferences(work: Work, *, locale: str, time_zone: str) -> dict[str, Any]:
    """Store the actor's language and zone ("" = the edition's)."""
    account = work.locked(Account, work.actor.account_id)
    account.locale, account.time_zone = locale, time_zone
    return {"locale": locale}
