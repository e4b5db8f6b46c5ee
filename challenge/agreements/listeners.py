"""What agreements do when something happens below: a reveal goes on; a new edition has its model's texts."""

from challenge.agreements.actions import publish_text
from challenge.agreements.events import AgreementSigned, SignerSetAside, TextPublished
from challenge.agreements.queries import standing_texts
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.text import Words
from challenge.kernel.work import Work
from challenge.people.events import PersonChanged, PersonLeft, PresenceChanged
from challenge.problems.events import ProblemRevised
from challenge.schedule.events import EditionCloned
from challenge.teams.events import TeamsRepaired
from challenge.teams.models import TeamMember
from challenge.teams.publishing import release_teams


def take_over_texts(work: Work, stored: Stored) -> None:
    """Let a cloned edition begin with the texts of its model, where it has none of its own."""
    event = stored.event
    assert isinstance(event, EditionCloned)
    own = standing_texts(work.session, work.edition_id)
    for kind, text in standing_texts(work.session, event.model_id).items():
        if kind not in own:
            words = Words(text.title_fr, text.title_en, text.body_fr, text.body_en)
            publish_text(work, kind, words, seen=0, keeps=False)


def release(work: Work, stored: Stored) -> None:  # noqa: ARG001 - whatever happened, the teams are asked anew
    """Let teams go whose last missing member signed, left, is absent, was set aside or moved elsewhere."""
    release_teams(work)


def release_own(work: Work, stored: Stored) -> None:
    """Let the team of somebody who signed or was set aside go; a hall of signatures asks about one team each."""
    event = stored.event
    assert isinstance(event, (AgreementSigned, SignerSetAside))
    place = work.session.get(TeamMember, event.person_id)
    if place is not None:
        release_teams(work, [place.team_id])


LISTENER = Listener(
    "agreements.standing",
    {
        EditionCloned: take_over_texts,
        AgreementSigned: release_own,
        SignerSetAside: release_own,
        TextPublished: release,
        PresenceChanged: release,
        PersonChanged: release,
        PersonLeft: release,
        TeamsRepaired: release,
        ProblemRevised: release,
    },
)
