"""Reads of accounts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, AccountSession, ApiToken, Link, RoleGrant
from challenge.accounts.rules import ONCE
from challenge.kernel.actor import VISITOR, Actor, Role, Seat
from challenge.kernel.clock import real_now
from challenge.kernel.ids import token_hash


@dataclass(frozen=True, slots=True)
class Credentials:
    """What log-in needs to know of an account."""

    account_id: int
    password_hash: str | None
    failures: int
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Device:
    """One session in the list of one's own devices."""

    public_id: str
    device: str
    opened_at: datetime
    is_this: bool


_ACCOUNT, _GRANT, _SESSION = Account.__table__.c, RoleGrant.__table__.c, AccountSession.__table__.c
_TOKEN = ApiToken.__table__.c
_WHO = (
    *(_ACCOUNT.id, _ACCOUNT.public_id, _ACCOUNT.name, _ACCOUNT.locale, _ACCOUNT.time_zone, _ACCOUNT.is_administrator),
    *(_GRANT.role, _GRANT.organisation_id, _GRANT.seat),
)


def _identity() -> Select[Any]:
    """Account, role and organisation per grant in the edition (one row with empty grant when there is none).

    A bounded session sees the one grant it was opened for.
    """
    unbounded = _SESSION.only_role.is_(None)
    meant = and_(_GRANT.edition_id == _SESSION.only_edition_id, _GRANT.role == _SESSION.only_role)
    of_edition = and_(_GRANT.account_id == _ACCOUNT.id, _GRANT.edition_id == bindparam("edition_id"))
    accounts, sessions, grants = Account.__table__, AccountSession.__table__, RoleGrant.__table__
    return (
        select(*_WHO, _SESSION.id.label("session_id"), _SESSION.only_edition_id)
        .select_from(
            accounts.join(sessions, _SESSION.account_id == _ACCOUNT.id).outerjoin(
                grants, and_(of_edition, or_(unbounded, meant))
            )
        )
        .where(
            _ACCOUNT.disabled_at.is_(None),
            _SESSION.token_hash == bindparam("token_hash"),
            _SESSION.closed_at.is_(None),
            _SESSION.expires_at > bindparam("now"),
        )
    )


def _bearer() -> Select[Any]:
    """The same for an API token."""
    grants = and_(_GRANT.account_id == _ACCOUNT.id, _GRANT.edition_id == bindparam("edition_id"))
    accounts, tokens = Account.__table__, ApiToken.__table__
    return (
        select(*_WHO, _TOKEN.scope)
        .select_from(accounts.join(tokens, _TOKEN.account_id == _ACCOUNT.id).outerjoin(RoleGrant.__table__, grants))
        .where(
            _TOKEN.token_hash == bindparam("token_hash"), _TOKEN.revoked_at.is_(None), _ACCOUNT.disabled_at.is_(None)
        )
    )


# Built once: asked for at every request, and building them would cost more than running them.
_BY_SESSION = _identity()
_BY_TOKEN = _bearer().where(_TOKEN.edition_id == bindparam("edition_id"))
_BY_TOKEN_OUTSIDE = _bearer().where(_ACCOUNT.is_administrator)


def _actor(rows: Sequence[Any], edition_id: int, *, session_id: int = 0, bounded: bool = False) -> Actor:
    """Return the actor of rows that start with `_WHO`; VISITOR for none."""
    if not rows:
        return VISITOR
    first = rows[0]
    roles = {Role(row.role) for row in rows if row.role}
    if first.is_administrator and not bounded:
        roles.add(Role.ADMINISTRATOR)
    return Actor(
        account_id=first.id,
        public_id=first.public_id,
        name=first.name,
        edition_id=edition_id,
        roles=frozenset(roles),
        organisation_ids=frozenset(row.organisation_id for row in rows if row.organisation_id),
        seats=frozenset(
            (row.organisation_id, Seat(row.seat)) for row in rows if row.organisation_id and row.seat != Seat.CONTACT
        ),
        locale=first.locale,
        time_zone=first.time_zone,
        session_id=session_id,
        is_bounded=bounded,
    )


def session_actor(session: Session, token: str, edition_id: int) -> Actor:
    """Return who a session cookie belongs to, with the roles of one edition; VISITOR when it is not valid any more."""
    asked = {"edition_id": edition_id, "token_hash": token_hash(token), "now": real_now()}
    rows = session.execute(_BY_SESSION, asked).all()
    bounded = any(row.only_edition_id is not None for row in rows)
    return _actor(rows, edition_id, session_id=rows[0].session_id if rows else 0, bounded=bounded)


def bearer_actor(session: Session, token: str, edition_id: int) -> Actor:
    """Return whom an API token acts for; VISITOR for an unknown or revoked one and for another edition's.

    Outside editions (0) a token is good for one thing: an administrator's reads, so that monitors get their figures.
    """
    asked = {"edition_id": edition_id, "token_hash": token_hash(token)}
    rows = session.execute(_BY_TOKEN if edition_id else _BY_TOKEN_OUTSIDE, asked).all()
    actor = _actor(rows, edition_id)
    reads_only = bool(rows) and (rows[0].scope != "write" or not edition_id)
    return actor.reading_only() if reads_only else actor


def account_actor(session: Session, account_id: int, edition_id: int) -> Actor:
    """Return an account's actor in an edition, without a session; VISITOR when absent or disabled."""
    in_edition = and_(RoleGrant.account_id == Account.id, RoleGrant.edition_id == edition_id)
    wanted = select(*_WHO).select_from(Account).outerjoin(RoleGrant, in_edition)
    rows = session.execute(wanted.where(Account.id == account_id, Account.disabled_at.is_(None))).all()
    return _actor(rows, edition_id)


def credentials(session: Session, email: str) -> Credentials | None:
    """Return what log-in needs, None for an unknown or disabled address."""
    row = session.execute(
        select(Account).where(Account.email == email, Account.disabled_at.is_(None))
    ).scalar_one_or_none()
    return Credentials(row.id, row.password_hash, row.failures, row.failed_at) if row else None


def account_by_email(session: Session, email: str) -> Account | None:
    """Return the account of a normalised address."""
    return session.execute(select(Account).where(Account.email == email)).scalar_one_or_none()


def account(session: Session, account_id: int) -> Account | None:
    """Return an account."""
    return session.get(Account, account_id)


def named_account(session: Session, public_id: str) -> Account | None:
    """Return an account by its outside name; None when absent or disabled."""
    wanted = select(Account).where(Account.public_id == public_id, Account.disabled_at.is_(None))
    return session.execute(wanted).scalar_one_or_none()


def devices(session: Session, account_id: int, this_session_id: int) -> list[Device]:
    """Return one's open sessions, newest first."""
    rows = session.execute(
        select(AccountSession)
        .where(
            AccountSession.account_id == account_id,
            AccountSession.closed_at.is_(None),
            AccountSession.expires_at > real_now(),
        )
        .order_by(AccountSession.opened_at.desc())
    ).scalars()
    return [Device(row.public_id, row.device, row.opened_at, row.id == this_session_id) for row in rows]


def valid_link(session: Session, token: str, purpose: str) -> Link | None:
    """Return a link that can still be used; None for unknown, used up, revoked and expired ones alike.

    The link of a disabled account is none either.
    """
    link = session.execute(
        select(Link)
        .join(Account, Account.id == Link.account_id)
        .where(Link.token_hash == token_hash(token), Link.purpose == purpose, Account.disabled_at.is_(None))
    ).scalar_one_or_none()
    if link is None or link.revoked_at is not None or link.expires_at <= real_now():
        return None
    return None if purpose in ONCE and link.used_at is not None else link


def holders(session: Session, edition_id: int, role: Role) -> list[Account]:
    """Return the accounts that hold a role in an edition, by name."""
    wanted = (
        select(Account)
        .join(RoleGrant, RoleGrant.account_id == Account.id)
        .where(RoleGrant.edition_id == edition_id, RoleGrant.role == role)
        .order_by(Account.name, Account.id)
    )
    return list(session.execute(wanted).scalars().unique())


def editions_of(session: Session, actor: Actor) -> dict[int, set[Role]]:
    """Return the editions an actor has roles in, with the roles; of a bounded session only what it was opened for."""
    found: dict[int, set[Role]] = {}
    wanted = select(RoleGrant.edition_id, RoleGrant.role).where(RoleGrant.account_id == actor.account_id)
    if actor.is_bounded:
        own = session.get_one(AccountSession, actor.session_id)
        wanted = wanted.where(RoleGrant.edition_id == own.only_edition_id, RoleGrant.role == own.only_role)
    for row in session.execute(wanted):
        found.setdefault(row.edition_id, set()).add(Role(row.role))
    return found


def members_count(
    session: Session, edition_id: int, roles: Collection[Role] = tuple(Role), also: Collection[int] = ()
) -> int:
    """Return how many accounts have one of some roles in an edition, any role unless told; disabled ones are left out.

    Args:
        session: for reading.
        edition_id: the scope.
        roles: at least one of these.
        also: accounts that count whichever role they have.
    """
    wanted = select(func.count(Account.id.distinct())).join(RoleGrant, RoleGrant.account_id == Account.id)
    is_meant = or_(RoleGrant.role.in_(roles), Account.id.in_(also)) if also else RoleGrant.role.in_(roles)
    counted = wanted.where(RoleGrant.edition_id == edition_id, Account.disabled_at.is_(None), is_meant)
    return session.execute(counted).scalar_one()


def members_by_role(session: Session, edition_id: int) -> dict[Role, int]:
    """Return how many accounts have each role in an edition; disabled ones and roles that nobody has are left out."""
    wanted = select(RoleGrant.role, func.count(Account.id.distinct())).join(Account, Account.id == RoleGrant.account_id)
    counted = wanted.where(RoleGrant.edition_id == edition_id, Account.disabled_at.is_(None)).group_by(RoleGrant.role)
    return {Role(role): count for role, count in session.execute(counted)}


def members(session: Session, edition_id: int, roles: Collection[Role]) -> list[int]:
    """Return the accounts that have one of some roles in an edition, by id; disabled ones are left out."""
    wanted = select(Account.id).join(RoleGrant, RoleGrant.account_id == Account.id).distinct().order_by(Account.id)
    wanted = wanted.where(RoleGrant.edition_id == edition_id, RoleGrant.role.in_(roles), Account.disabled_at.is_(None))
    return list(session.execute(wanted).scalars())


def members_by_roles(session: Session, edition_id: int) -> dict[frozenset[Role], list[int]]:
    """Return the accounts of an edition by all roles that they have in it, each by id; disabled ones are left out."""
    wanted = select(Account.id, RoleGrant.role).join(RoleGrant, RoleGrant.account_id == Account.id)
    held: dict[int, set[Role]] = {}
    rows = wanted.where(RoleGrant.edition_id == edition_id, Account.disabled_at.is_(None)).order_by(Account.id)
    for account_id, role in session.execute(rows):
        held.setdefault(account_id, set()).add(Role(role))
    found: dict[frozenset[Role], list[int]] = {}
    for account_id, roles in held.items():
        found.setdefault(frozenset(roles), []).append(account_id)
    return found
