"""Facts about announcements."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementWritten(Event):
    """Organisers wrote an announcement; it is sent now or later."""

    name: ClassVar[str] = "announcements.announcement_written"
    announcement_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementSent(Event):
    """An announcement went out, once, to so many people."""

    name: ClassVar[str] = "announcements.announcement_sent"
    announcement_id: int
    people: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementHeld(Event):
    """An announcement's instant passed too long ago while nobody sent it; it waits for an organiser's word."""

    name: ClassVar[str] = "announcements.announcement_held"
    announcement_id: int
    limit_min: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementCorrected(Event):
    """An announcement has other words; whoever was told is told so."""

    name: ClassVar[str] = "announcements.announcement_corrected"
    announcement_id: int
    wording: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncementWithdrawn(Event):
    """An announcement holds no more, or will not be sent."""

    name: ClassVar[str] = "announcements.announcement_withdrawn"
    announcement_id: int
