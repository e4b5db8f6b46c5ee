"""Facts about editions."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class EditionCreated(Event):
    """An edition exists; it is empty."""

    name: ClassVar[str] = "editions.edition_created"
    edition_id: int
    slug: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ClockChanged(Event):
    """The edition's clock goes differently from now on; `speed` 0 means that it stands still."""

    name: ClassVar[str] = "editions.clock_changed"
    speed: float
    reason: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class EditionClosed(Event):
    """An edition is over and kept under another name; its milestones fire no more."""

    name: ClassVar[str] = "editions.edition_closed"
    slug: str
