"""What live screens are told: that announcements changed, to the staff; and to everybody when it is a public one."""

from challenge.announcements.events import (
    AnnouncementCorrected,
    AnnouncementHeld,
    AnnouncementSent,
    AnnouncementWithdrawn,
    AnnouncementWritten,
)
from challenge.announcements.models import Announcement
from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic

_KINDS = (AnnouncementWritten, AnnouncementHeld, AnnouncementSent, AnnouncementCorrected, AnnouncementWithdrawn)


def show(work: Work, stored: Stored) -> None:
    """Wake the screens that show the announcement; what waits is the staff's alone."""
    event = stored.event
    assert isinstance(event, _KINDS)
    row = work.session.get(Announcement, event.announcement_id)
    if row is None:
        return
    screens = ("public", "wall", "staff") if row.is_public and row.sent_at is not None else ("staff",)
    slug = slug_of(work.session, stored.edition_id)
    topics = [edition_topic(slug, screen) for screen in screens]
    feed.push_many(work, topics, "announcements", {"version": stored.seq})


LISTENER = Listener(
    "announcements.screens",
    dict.fromkeys(_KINDS, show),
)
