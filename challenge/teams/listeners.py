"""What teams do when something happens below: the reveal milestone opens the problems."""

from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached
from challenge.schedule.rules import Transition
from challenge.teams.actions import reveal_problems


def reveal_at_milestone(work: Work, stored: Stored) -> None:
    """Reveal the problems when the milestone of kind `reveal` named `reveal` opens (the awards are another one)."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    if (event.kind, event.code, event.transition) == ("reveal", "reveal", Transition.OPENED):
        reveal_problems(work)


LISTENER = Listener("teams.reveal", {MilestoneReached: reveal_at_milestone})
