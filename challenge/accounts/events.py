"""Facts about accounts; stored in the edition concerned, or in edition 0."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AccountCreated(Event):
    """Somebody has an account, with or without a password."""

    name: ClassVar[str] = "accounts.account_created"
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGranted(Event):
    """An account is something in this edition from now on."""

    name: ClassVar[str] = "accounts.role_granted"
    account_id: int
    role: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRevoked(Event):
    """An account is not that any more; its sockets lose their topics within 5 s."""

    name: ClassVar[str] = "accounts.role_revoked"
    account_id: int
    role: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class Invited(Event):
    """A secret link was made for an account, for one `purpose`; the link itself is only in the mail or on paper."""

    name: ClassVar[str] = "accounts.invited"
    link_id: int
    account_id: int
    role: str
    purpose: str = "invitation"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SessionOpened(Event):
    """Somebody logged in; `by` is password, invitation or entry."""

    name: ClassVar[str] = "accounts.session_opened"
    account_id: int
    session_id: int
    by: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SessionClosed(Event):
    """A session ended by log-out or was revoked from another device."""

    name: ClassVar[str] = "accounts.session_closed"
    account_id: int
    session_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordSet(Event):
    """An account has a new password; its other sessions are closed."""

    name: ClassVar[str] = "accounts.password_set"
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class EmailChanged(Event):
    """An account has another mail address; what the old one could open is closed."""

    name: ClassVar[str] = "accounts.email_changed"
    account_id: int
