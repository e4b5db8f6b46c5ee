"""Facts about messages."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MessageQueued(Event):
    """Somebody is to be told something."""

    name: ClassVar[str] = "notifications.message_queued"
    message_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MessageSent(Event):
    """The mail server (or the mailbox on disk) took a message."""

    name: ClassVar[str] = "notifications.message_sent"
    message_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MessageFailed(Event):
    """A message was given up after all tries; it waits for an organiser."""

    name: ClassVar[str] = "notifications.message_failed"
    message_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AddressRefused(Event):
    """The mail server refused somebody's address for good: nothing more is sent to it."""

    name: ClassVar[str] = "notifications.address_refused"
    account_id: int
    message_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AddressReleased(Event):
    """An organiser has somebody's refused address tried again."""

    name: ClassVar[str] = "notifications.address_released"
    account_id: int
