"""What live screens are told of teams."""

from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic, team_topic
from challenge.teams.events import AssignmentConfirmed, ProblemsRevealed, RunEnded, RunRequested
from challenge.teams.queries import teams

SCREENS = ("public", "wall", "staff")


def show_run(work: Work, stored: Stored) -> None:
    """Tell the desk that a run waits or ended."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "run", {"version": stored.seq})


def show_teams(work: Work, stored: Stored) -> None:
    """Tell everybody that the teams are formed."""
    event = stored.event
    assert isinstance(event, AssignmentConfirmed)
    slug = slug_of(work.session, stored.edition_id)
    body = {"teams": event.teams, "students": event.students}
    feed.push_many(work, [edition_topic(slug, screen) for screen in SCREENS], "teams", body)


def show_reveal(work: Work, stored: Stored) -> None:
    """Tell every team that its problem can be read, and the hall that the reveal has come."""
    event = stored.event
    assert isinstance(event, ProblemsRevealed)
    slug = slug_of(work.session, stored.edition_id)
    feed.push_many(work, [edition_topic(slug, screen) for screen in SCREENS], "reveal", {"teams": event.teams})
    topics = [team_topic(team.public_id) for team in teams(work.session, stored.edition_id)]
    feed.push_many(work, topics, "reveal", {"version": stored.seq})


LISTENER = Listener(
    "teams.screens",
    {
        RunRequested: show_run,
        RunEnded: show_run,
        AssignmentConfirmed: show_teams,
        ProblemsRevealed: show_reveal,
    },
)
