"""Who is told: of other times whom they concern, of what waits or of a clock that was set the organisers."""

from challenge.accounts.queries import members
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.events import ClockStepped, MilestonesHeld, ScheduleShifted
from challenge.schedule.time_notices import tell_times


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
    _tell(work, stored, letter)


def tell_stepped(work: Work, stored: Stored) -> None:
    """Tell the organisers that the clock by which everything fires is another."""
    event = stored.event
    assert isinstance(event, ClockStepped)
    back = event.seconds < 0
    letter = Letter(
        subject="The server's clock went back by %(minutes)s min"
        if back
        else "The server's clock went ahead by %(minutes)s min",
        body="Hello %(name)s,\n\nthe server's clock shows another time at once. What has fired does not fire again; "
        "what comes fires by the clock as it is now, and so do deadlines. Look at what was handed in meanwhile."
        if back
        else "Hello %(name)s,\n\nthe server's clock was set, or the server slept. What came meanwhile has fired in its "
        "order, or waits for your word when it came too long ago. Look at the schedule.",
        filling={"minutes": str(round(abs(event.seconds) / 60))},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/desk/schedule",
    )
    _tell(work, stored, letter)


def _tell(work: Work, stored: Stored, letter: Letter) -> None:
    told = Told(kind=Kind.SCHEDULE, letter=letter, roles=(Role.ORGANISER.value,))
    people = members(work.session, stored.edition_id, (Role.ORGANISER,))
    tell(work, people, told, key=f"schedule:{stored.edition_id}:{stored.seq}")


LISTENER = Listener(
    "schedule.notices", {MilestonesHeld: tell_held, ClockStepped: tell_stepped, ScheduleShifted: tell_times}
)
