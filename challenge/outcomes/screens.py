"""What live screens are told of outcome records: that one was written, never what it says."""

from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.outcomes.events import OutcomesClosed, OutcomesOpened, OutcomeWritten


def show_count(work: Work, stored: Stored) -> None:
    """Tell the desk that its list changed."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "outcome", {"version": stored.seq})


LISTENER = Listener(
    "outcomes.screens",
    {OutcomeWritten: show_count, OutcomesClosed: show_count, OutcomesOpened: show_count},
    only_last={OutcomeWritten: lambda _event: 0},
    is_derived=True,
)
