"""What teams do when something happens below: milestones publish them and open problems, members change accounts."""

from sqlalchemy import update

from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.people.events import PersonMoved
from challenge.schedule.events import EditionCloned, MilestoneReached
from challenge.schedule.rules import Transition
from challenge.teams.models import TeamMember
from challenge.teams.publishing import publish_to_students, reveal_problems, visibility
from challenge.teams.rulebook import set_rules, standing_rules


def publish_at_milestone(work: Work, stored: Stored) -> None:
    """Publish the teams when the milestone that was planned for it opens, and reveal the problems when `reveal` does.

    The awards are of kind `reveal` too; the code tells them apart.
    """
    event = stored.event
    assert isinstance(event, MilestoneReached)
    seen = visibility(work.session, work.edition_id)
    if seen.teams and seen.milestone_code == event.code:
        publish_to_students(work)
    if (event.kind, event.code) == ("reveal", "reveal"):
        reveal_problems(work)


def take_over_rules(work: Work, stored: Stored) -> None:
    """Let a cloned edition begin with the rules that its model has, if somebody set any there."""
    event = stored.event
    assert isinstance(event, EditionCloned)
    model = standing_rules(work.session, event.model_id)
    if model.version and not standing_rules(work.session, work.edition_id).version:
        set_rules(work, model.rules, seen=0)


def follow_account(work: Work, stored: Stored) -> None:
    """Let somebody's place follow them to another account, so that they still find their team."""
    event = stored.event
    assert isinstance(event, PersonMoved)
    own = update(TeamMember).where(TeamMember.person_id == event.person_id)
    work.session.execute(own.values(account_id=event.account_id))


LISTENER = Listener(
    "teams.reveal",
    {MilestoneReached: publish_at_milestone, PersonMoved: follow_account, EditionCloned: take_over_rules},
    skips={MilestoneReached: lambda event: event.transition != Transition.OPENED},
)
