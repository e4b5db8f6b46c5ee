"""Facts about the call; ids alone."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactMade(Event):
    """Somebody without an account wants to post; a link is on its way."""

    name: ClassVar[str] = "call.contact_made"
    contact_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactConfirmed(Event):
    """The link of a first contact was followed; `waits` = somebody must let the person speak for the organisation."""

    name: ClassVar[str] = "call.contact_confirmed"
    contact_id: int
    waits: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactDecided(Event):
    """Somebody may speak for an organisation, or may not."""

    name: ClassVar[str] = "call.contact_decided"
    contact_id: int
    accepted: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ColleagueInvited(Event):
    """Somebody of a partner invites a colleague; a link is on its way."""

    name: ClassVar[str] = "call.colleague_invited"
    contact_id: int
    organisation_id: int
    seat: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ColleagueRevoked(Event):
    """Somebody speaks for an organisation no more, or is not invited any more."""

    name: ClassVar[str] = "call.colleague_revoked"
    account_id: int
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class CallSet(Event):
    """The desk changed how the call goes."""

    name: ClassVar[str] = "call.call_set"
    door: str
