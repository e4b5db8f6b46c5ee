"""What live screens are told of teams."""

from collections.abc import Sequence

from sqlalchemy import select

from challenge.editions.queries import slug_of
from challenge.kernel.columns import Json
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic, team_topic
from challenge.teams.events import (
    AssignmentConfirmed,
    ProblemRevealed,
    ProblemsRevealed,
    PublicationPlanned,
    PublicationWithdrawn,
    RunEnded,
    RunRequested,
    TeamsPublished,
    TeamsRepaired,
)
from challenge.teams.models import Team
from challenge.teams.publishing import visibility
from challenge.teams.queries import teams

SCREENS = ("public", "wall", "staff")


def show_run(work: Work, stored: Stored) -> None:
    """Tell the desk that a run waits or ended."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "run", {"version": stored.seq})


def show_composed(work: Work, stored: Stored) -> None:
    """Tell the desk that teams are formed; nobody else sees them yet."""
    event = stored.event
    assert isinstance(event, AssignmentConfirmed)
    _push(work, stored, ("staff",), {"teams": event.teams, "students": event.students})


def show_published(work: Work, stored: Stored) -> None:
    """Tell those who see the teams from now on."""
    event = stored.event
    assert isinstance(event, TeamsPublished)
    screens = SCREENS if event.audience == "students" else ("staff",)
    _push(work, stored, screens, {"teams": event.teams, "students": event.students})


def show_withdrawn(work: Work, stored: Stored) -> None:
    """Tell everybody that the teams are hidden again."""
    _push(work, stored, SCREENS, {"version": stored.seq})


def _push(work: Work, stored: Stored, screens: Sequence[str], body: dict[str, Json]) -> None:
    slug = slug_of(work.session, stored.edition_id)
    feed.push_many(work, [edition_topic(slug, screen) for screen in screens], "teams", body)


def show_reveal(work: Work, stored: Stored) -> None:
    """Tell every team that its problem can be read, and the hall that the reveal has come."""
    event = stored.event
    assert isinstance(event, ProblemsRevealed)
    slug = slug_of(work.session, stored.edition_id)
    feed.push_many(work, [edition_topic(slug, screen) for screen in SCREENS], "reveal", {"teams": event.teams})
    topics = [team_topic(team.public_id) for team in teams(work.session, stored.edition_id)]
    feed.push_many(work, topics, "reveal", {"version": stored.seq})


def show_late_reveal(work: Work, stored: Stored) -> None:
    """Tell one team that its problem can be read; nobody else hears that it waited."""
    event = stored.event
    assert isinstance(event, ProblemRevealed)
    team = work.session.get_one(Team, event.team_id)
    feed.push(work, team_topic(team.public_id), "reveal", {"version": stored.seq})
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "teams", {"version": stored.seq})


def show_repair(work: Work, stored: Stored) -> None:
    """Tell the teams that changed to look again, and the hall that sizes are different."""
    event = stored.event
    assert isinstance(event, TeamsRepaired)
    named = select(Team.public_id).where(Team.id.in_(event.team_ids), Team.published_at.is_not(None))
    topics = [team_topic(row[0]) for row in work.session.execute(named)]
    feed.push_many(work, topics, "members", {"version": stored.seq})
    seen = visibility(work.session, stored.edition_id)
    _push(work, stored, SCREENS if seen.students_at else ("staff",), {"version": stored.seq})


LISTENER = Listener(
    "teams.screens",
    {
        RunRequested: show_run,
        RunEnded: show_run,
        AssignmentConfirmed: show_composed,
        TeamsPublished: show_published,
        TeamsRepaired: show_repair,
        PublicationPlanned: show_run,
        PublicationWithdrawn: show_withdrawn,
        ProblemsRevealed: show_reveal,
        ProblemRevealed: show_late_reveal,
    },
)
