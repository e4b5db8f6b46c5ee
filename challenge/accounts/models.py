"""Tables of accounts."""

from datetime import datetime

from sqlalchemy import Boolean, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import PLAIN, moment, outside_name, personal, plain, primary_key, reference, secret
from challenge.kernel.db import Base


class Account(Base):
    """A person who can enter. Without `email` and password only through an entry link."""

    __tablename__ = "account"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    email: Mapped[str | None] = personal(254, "log-in and mail", keep_days=0, unique=True)
    name: Mapped[str] = personal(160, "shown to the people one works with", keep_days=0)
    password_hash: Mapped[str | None] = secret(200)
    locale: Mapped[str] = plain(2)
    time_zone: Mapped[str] = plain(60)
    is_administrator: Mapped[bool] = mapped_column(Boolean, default=False)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    failed_at: Mapped[datetime | None] = moment()
    created_at: Mapped[datetime] = moment()
    disabled_at: Mapped[datetime | None] = moment()


class AccountSession(Base):
    """One device that is logged in; the cookie holds the secret, the table its hash.

    `only_edition_id` and `only_role` bound what an entry link opens: whoever prints the links of an edition must not
    gain the other roles of those they are for. Both None: everything the account may.
    """

    __tablename__ = "account_session"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    account_id: Mapped[int] = reference("account.id")
    token_hash: Mapped[str] = secret(64, unique=True)
    device: Mapped[str] = personal(200, "list of one's own devices", keep_days=30)
    opened_at: Mapped[datetime] = moment()
    expires_at: Mapped[datetime] = moment(index=True)
    closed_at: Mapped[datetime | None] = moment()
    only_edition_id: Mapped[int | None] = reference("edition.id", index=False)
    only_role: Mapped[str | None] = plain(16)


class RoleGrant(Base):
    """What an account is in one edition; `organisation_id` and `seat` for those who speak for an organisation."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("account_id", "edition_id", "role", "organisation_id"),
        Index("ix_role_grant_edition_role", "edition_id", "role"),
    )

    id: Mapped[int] = primary_key()
    account_id: Mapped[int] = reference("account.id", index=False)
    edition_id: Mapped[int] = reference("edition.id", index=False)
    role: Mapped[str] = plain(16)
    organisation_id: Mapped[int] = mapped_column(Integer, default=0)
    seat: Mapped[str] = mapped_column(String(12), default="contact", server_default="contact", info={"privacy": PLAIN})
    granted_at: Mapped[datetime] = moment()


class Link(Base):
    """A secret address: an invitation (once) or a juror's entry (until it expires or is revoked)."""

    __tablename__ = "link"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    purpose: Mapped[str] = plain(12)
    token_hash: Mapped[str] = secret(64, unique=True)
    edition_id: Mapped[int] = reference("edition.id")
    account_id: Mapped[int] = reference("account.id")
    role: Mapped[str] = plain(16)
    made_at: Mapped[datetime] = moment()
    expires_at: Mapped[datetime] = moment()
    used_at: Mapped[datetime | None] = moment()
    revoked_at: Mapped[datetime | None] = moment()


class ApiToken(Base):
    """A program's key to one edition with the rights of the account that made it; `scope` is read or write."""

    __tablename__ = "api_token"

    id: Mapped[int] = primary_key()
    account_id: Mapped[int] = reference("account.id")
    edition_id: Mapped[int] = reference("edition.id")
    token_hash: Mapped[str] = secret(64, unique=True)
    scope: Mapped[str] = plain(8)
    made_at: Mapped[datetime] = moment()
    revoked_at: Mapped[datetime | None] = moment()
