"""What live screens are told of agreements: that something changed, never who signed what."""

from sqlalchemy import select

from challenge.agreements.events import (
    AgreementSigned,
    AgreementWithdrawn,
    SignerSetAside,
    TextPublished,
)
from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic, team_topic
from challenge.teams.models import Team, TeamMember


def show_signed(work: Work, stored: Stored) -> None:
    """Tell the desk, and the team of the person, to look again."""
    event = stored.event
    assert isinstance(event, (AgreementSigned, AgreementWithdrawn, SignerSetAside))
    named = select(Team.public_id).join(TeamMember, TeamMember.team_id == Team.id)
    named = named.where(TeamMember.person_id == event.person_id, Team.published_at.is_not(None))
    topics = [team_topic(row) for row in work.session.execute(named).scalars()]
    slug = slug_of(work.session, stored.edition_id)
    feed.push_many(work, [edition_topic(slug, "staff"), *topics], "agreements", {"version": stored.seq})


def show_text(work: Work, stored: Stored) -> None:
    """Tell the desk that another text stands."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "agreements", {"version": stored.seq})


LISTENER = Listener(
    "agreements.screens",
    {
        AgreementSigned: show_signed,
        AgreementWithdrawn: show_signed,
        SignerSetAside: show_signed,
        TextPublished: show_text,
    },
)
