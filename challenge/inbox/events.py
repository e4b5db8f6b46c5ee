"""Facts of the inbox."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeTold(Event):
    """A notice lies in the inbox of so many people, and in the outbox for so many of them."""

    name: ClassVar[str] = "inbox.notice_told"
    notice_id: int
    people: int
    mails: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeChanged(Event):
    """A notice was corrected or withdrawn for everybody who has it; `notice_version` counts its wordings."""

    name: ClassVar[str] = "inbox.notice_changed"
    notice_id: int
    notice_version: int
    is_withdrawn: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class NoticesRead(Event):
    """Somebody has read so many notices."""

    name: ClassVar[str] = "inbox.notices_read"
    account_id: int
    count: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ChoiceMade(Event):
    """Somebody wants a kind of notice by mail or push, or not any more; both as they stand now."""

    name: ClassVar[str] = "inbox.choice_made"
    account_id: int
    kind: str
    by_mail: bool
    by_push: bool = True
