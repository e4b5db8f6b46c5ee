"""What live screens are told of submissions: a team its own state, the hall the counts."""

from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic, team_topic
from challenge.submissions.events import AttemptRefused, ExtensionGranted, WindowChanged, WorkSubmitted
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import progress
from challenge.teams.models import Team
from challenge.teams.queries import teams


def show_receipt(work: Work, stored: Stored) -> None:
    """Tell the team that its list changed."""
    event = stored.event
    assert isinstance(event, WorkSubmitted)
    team = work.session.get_one(Team, event.team_id)
    feed.push(work, team_topic(team.public_id), "submission", {"version": stored.seq})


def show_count(work: Work, stored: Stored) -> None:
    """Tell the hall how many have handed in, and who was the last."""
    event = stored.event
    assert isinstance(event, WorkSubmitted)
    team = work.session.get_one(Team, event.team_id)
    code = work.session.get_one(Deliverable, event.deliverable_id).code
    line = next(one for one in progress(work.session, stored.edition_id) if one.code == code)
    body = {"code": code, "team": team.code, "received": line.received, "late": line.late}
    slug = slug_of(work.session, stored.edition_id)
    feed.push_many(work, [edition_topic(slug, screen) for screen in ("public", "wall", "staff")], "submission", body)


def show_own(work: Work, stored: Stored) -> None:
    """Tell one team, and the desk, that something about its deliverables changed."""
    event = stored.event
    assert isinstance(event, (ExtensionGranted, AttemptRefused))
    team = work.session.get_one(Team, event.team_id)
    feed.push(work, team_topic(team.public_id), "deliverable", {"version": stored.seq})
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "deliverable", {"version": stored.seq})


def show_window(work: Work, stored: Stored) -> None:
    """Tell every team that a deliverable opened, fell due or locked."""
    topics = [team_topic(team.public_id) for team in teams(work.session, stored.edition_id)]
    feed.push_many(work, topics, "deliverable", {"version": stored.seq})


OWN = Listener(
    "submissions.screens",
    {
        WorkSubmitted: show_receipt,
        ExtensionGranted: show_own,
        AttemptRefused: show_own,
        WindowChanged: show_window,
    },
)
COUNTS = Listener(
    "submissions.counts",
    {WorkSubmitted: show_count},
    only_last={WorkSubmitted: lambda event: event.deliverable_id},
    is_derived=True,
)
