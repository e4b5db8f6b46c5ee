"""Who is told about places: those who speak for the organisation."""

from challenge.dues.events import PlaceAwaited, PlaceGiven
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.problems.models import Problem
from challenge.problems.queries import speakers


def tell_place(work: Work, stored: Stored) -> None:
    """Tell that a problem waits for a place, or has one."""
    event = stored.event
    assert isinstance(event, (PlaceAwaited, PlaceGiven))
    problem = work.session.get(Problem, event.problem_id)
    if problem is None or problem.organisation_id is None:
        return
    is_given = isinstance(event, PlaceGiven)
    letter = Letter(
        subject="%(ref)s has a place" if is_given else "%(ref)s waits for a place",
        body="A place has become free." if is_given else "You decide in which order your problems wait.",
        filling={"ref": problem.ref},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/partner/dues",
    )
    people = speakers(work.session, stored.edition_id, problem.organisation_id)
    told = Told(kind=Kind.PROBLEM, letter=letter, roles=("partner",))
    tell(work, people, told, key=f"dues:{stored.edition_id}:{stored.seq}")


LISTENER = Listener("dues.notices", {PlaceAwaited: tell_place, PlaceGiven: tell_place})
