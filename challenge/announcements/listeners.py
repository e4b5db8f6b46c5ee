"""A milestone that is reached sends what waits for it."""

from challenge.announcements.actions import send_announcement
from challenge.announcements.queries import bound_to
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached


def send_bound(work: Work, stored: Stored) -> None:
    """Send what is bound to this moment; a milestone that is moved and reached again sends nothing twice."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    for announcement_id in bound_to(work.session, event.milestone_id, event.transition):
        send_announcement(work, announcement_id)


LISTENER = Listener("announcements.listeners", {MilestoneReached: send_bound})
