"""What live screens are told of the help queue: that it changed. Staff and wall learn no more; members their own."""

from sqlalchemy import select

from challenge.accounts.models import Account
from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic, user_topic
from challenge.mentoring.events import (
    HelpAnswered,
    HelpAsked,
    HelpClaimed,
    HelpEscalated,
    HelpEvent,
    HelpRefused,
    HelpReleased,
    HelpWithdrawn,
)
from challenge.mentoring.hours import DESK
from challenge.mentoring.queries import accounts_of, waiting_teams
from challenge.mentoring.rules import Kind
from challenge.schedule.events import MilestoneReached


def show(work: Work, stored: Stored) -> None:
    """Wake the queue, the walls, the team's own people, and those whose place in the line may be another now.

    Members are told on their own topics: the team's one is open to its partner, whom this does not concern.
    """
    event = stored.event
    assert isinstance(event, HelpEvent)
    _wake(work, stored, {event.team_id, *waiting_teams(work.session, stored.edition_id, event.kind)})


def show_desk(work: Work, stored: Stored) -> None:
    """Wake the queue, the walls and the teams that wait for an expert: their desk has opened or closed."""
    _wake(work, stored, set(waiting_teams(work.session, stored.edition_id, Kind.EXPERT)))


def _wake(work: Work, stored: Stored, teams: set[int]) -> None:
    slug = slug_of(work.session, stored.edition_id)
    members, coaches = accounts_of(work.session, teams)
    named = select(Account.public_id).where(Account.id.in_({*members, *coaches})).order_by(Account.id)
    own = [user_topic(public_id) for public_id in work.session.execute(named).scalars()]
    feed.push_many(
        work, [*(edition_topic(slug, screen) for screen in ("staff", "wall")), *own], "help", {"version": stored.seq}
    )


LISTENER = Listener(
    "mentoring.screens",
    {
        **dict.fromkeys(
            (HelpAsked, HelpClaimed, HelpReleased, HelpAnswered, HelpRefused, HelpWithdrawn, HelpEscalated), show
        ),
        MilestoneReached: show_desk,
    },
    skips={MilestoneReached: lambda event: event.kind != DESK},
)
