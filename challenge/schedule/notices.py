"""Who is told that moments wait for a word: the organisers."""

from challenge.accounts.queries import members
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.events import MilestonesHeld


def tell_held(work: Work, stored: Stored) -> None:
    """Tell the organisers once how many moments wait for their word."""
    event = stored.event
    assert isinstance(event, MilestonesHeld)
    letter = Letter(
        subject="The schedule waits for your word: %(count)s",
        body="Hello %(name)s,\n\nthe house stood still for too long. Moments of the schedule that came meanwhile have "
        "not fired: %(count)s. They wait until you let them fire or skip them.",
        filling={"count": str(event.moments)},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/desk/schedule",
    )
    told = Told(kind=Kind.SCHEDULE, letter=letter, roles=(Role.ORGANISER.value,))
    people = members(work.session, stored.edition_id, (Role.ORGANISER,))
    tell(work, people, told, key=f"schedule:{stored.edition_id}:{stored.seq}")


LISTENER = Listener("schedule.notices", {MilestonesHeld: tell_held})
