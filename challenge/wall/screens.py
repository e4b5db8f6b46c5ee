"""What live screens are told of the walls: that what they show is another now."""

from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.wall.events import (
    PhaseChosen,
    ScreenAdded,
    ScreenArranged,
    ScreenRemoved,
    ScreenRenamed,
    ScreensSwitched,
)


def show(work: Work, stored: Stored) -> None:
    """Wake the projectors and the desks that drive them."""
    slug = slug_of(work.session, stored.edition_id)
    topics = [edition_topic(slug, screen) for screen in ("wall", "staff")]
    feed.push_many(work, topics, "wall", {"version": stored.seq})


LISTENER = Listener(
    "wall.screens",
    dict.fromkeys((PhaseChosen, ScreensSwitched, ScreenAdded, ScreenArranged, ScreenRemoved, ScreenRenamed), show),
)
