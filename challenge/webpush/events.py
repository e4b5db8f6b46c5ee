"""Facts of web push."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class BrowserAdded(Event):
    """Somebody wants to be told in one more browser."""

    name: ClassVar[str] = "webpush.browser_added"
    account_id: int
    subscription_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class BrowserRemoved(Event):
    """A browser is told nothing more: `why` is asked, gone (unknown to its push service) or closed (logged out)."""

    name: ClassVar[str] = "webpush.browser_removed"
    account_id: int
    subscription_id: int
    why: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PushFailed(Event):
    """A message was given up; it stands in the inbox."""

    name: ClassVar[str] = "webpush.push_failed"
    message_id: int
