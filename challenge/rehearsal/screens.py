"""What the desk's screens are told of rehearsals."""

from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.rehearsal.events import RehearsalEnded, RehearsalRequested


def show(work: Work, stored: Stored) -> None:
    """Tell the desk that a rehearsal was asked for or is over."""
    topic = edition_topic(slug_of(work.session, stored.edition_id), "staff")
    feed.push(work, topic, "rehearsal", {"version": stored.seq})


LISTENER = Listener("rehearsal.screens", {RehearsalRequested: show, RehearsalEnded: show})
