"""Who is asked to decide and reminded when it is due, and the team that its partner lets know."""

from collections.abc import Mapping

from challenge.editions.queries import EditionCard, edition_by_id
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.incubation.decisions import FOLLOW_UP, deciding, members, undecided
from challenge.incubation.events import DecisionsAsked, DecisionTold
from challenge.incubation.models import PartnerDecision
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.organisations.models import Organisation
from challenge.problems.models import Problem
from challenge.schedule.events import MilestoneReached
from challenge.schedule.rules import Transition
from challenge.teams.models import Team
from challenge.web.language import LOCALES, moment_in, spoken

ASKS = (
    "Decide what becomes of your teams' projects",
    "To stop, an internship, a course project, research and development, incubation: say it for each team by %(due)s. "
    "The teams learn of it when you tell them, not before.",
)
REMINDS = (
    "Your decision on your teams' projects is missing",
    "It was due at %(due)s. It is still taken, and marked late.",
)
TELLS = (
    "%(organisation)s has decided about your project",
    "What becomes of it: %(choice)s.",
)


def ask_partners(work: Work, stored: Stored) -> None:
    """Tell each of them once per follow-up and occasion, however often its moments are delivered or fire again."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    asked = deciding(work.session, stored.edition_id)
    if asked is None or asked.milestone_id != event.milestone_id:
        return
    if event.transition not in (Transition.OPENED, Transition.DUE):
        return
    is_reminder = event.transition == Transition.DUE
    edition = _edition(work, stored)
    texts = {
        locale: _said(
            locale, REMINDS if is_reminder else ASKS, {"due": moment_in(asked.due, edition.time_zone, locale)}
        )
        for locale in LOCALES
    }
    letter = Letter(subject="", body="", path=f"/e/{edition.slug}/partner/decisions")
    told = Told(kind=Kind.PROBLEM, letter=letter, texts=texts, roles=(Role.PARTNER.value,))
    without = undecided(work.session, stored.edition_id)
    key = f"decisions:{event.milestone_id}:{'reminded' if is_reminder else 'asked'}"
    if tell(work, without.people, told, key=key):
        counted = {"organisations": without.organisations, "teams": without.teams, "people": len(without.people)}
        work.emit(DecisionsAsked(milestone_id=event.milestone_id, **counted, is_reminder=is_reminder))


def _edition(work: Work, stored: Stored) -> EditionCard:
    found = edition_by_id(work.session, stored.edition_id)
    assert found is not None
    return found


def _said(locale: str, words: tuple[str, str], values: Mapping[str, str]) -> list[str]:
    """Return title and text; times are the hall's, with the name of its zone."""
    return [spoken().text(locale, text, values) for text in words]


def tell_members(work: Work, stored: Stored) -> None:
    """Tell a team's members what their partner decided; the partner's own words are on the page alone."""
    event = stored.event
    assert isinstance(event, DecisionTold)
    row, team = work.session.get(PartnerDecision, event.decision_id), work.session.get(Team, event.team_id)
    problem = work.session.get(Problem, team.problem_id) if team else None
    organisation = work.session.get(Organisation, problem.organisation_id) if problem else None
    if row is None or team is None or organisation is None:
        return
    texts = {
        locale: _said(
            locale, TELLS, {"organisation": organisation.name, "choice": spoken().text(locale, f"next:{row.choice}")}
        )
        for locale in LOCALES
    }
    letter = Letter(subject="", body="", path=f"/e/{_edition(work, stored).slug}/teams/{team.code}/decision")
    told = Told(kind=Kind.TEAM, letter=letter, texts=texts, roles=(Role.STUDENT.value,))
    tell(work, members(work.session, team.id), told, key=f"decisions:told:{row.id}")


LISTENER = Listener(
    "incubation.notices",
    {MilestoneReached: ask_partners, DecisionTold: tell_members},
    skips={MilestoneReached: lambda event: event.kind != FOLLOW_UP},
)
