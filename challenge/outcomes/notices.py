"""Who is asked for a record when the survey opens, and reminded when it is due: members of teams that have none."""

from challenge.editions.queries import edition_by_id
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.outcomes.events import OutcomesAsked
from challenge.outcomes.queries import KNOWN, SURVEY, asking, is_closed, lacking
from challenge.schedule.events import MilestoneReached
from challenge.schedule.rules import Transition
from challenge.web.language import LOCALES, moment_in, spoken

ASKS = (
    "Write your team's outcome record",
    "What you made, how far it is, what you want next: three minutes for one of you, by %(due)s. What comes later is "
    "taken and marked late.",
)
REMINDS = (
    "Your team's outcome record is missing",
    "It was due at %(due)s. It is still taken, and marked late.",
)


def ask_teams(work: Work, stored: Stored) -> None:
    """Tell each of them once per survey and occasion, however often its moments are delivered or fire again."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    asked = asking(work.session, stored.edition_id)
    if asked is None or asked.milestone_id != event.milestone_id or is_closed(work.session, stored.edition_id):
        return
    if event.transition not in (Transition.OPENED, Transition.DUE):
        return
    is_reminder = event.transition == Transition.DUE
    edition = edition_by_id(work.session, stored.edition_id)
    assert edition is not None
    words = REMINDS if is_reminder else ASKS
    texts = {locale: _said(locale, words, moment_in(asked.due, edition.time_zone, locale)) for locale in LOCALES}
    letter = Letter(subject="", body="", path=f"/e/{edition.slug}/outcome")
    told = Told(kind=Kind.TEAM, letter=letter, texts=texts, roles=(Role.STUDENT.value,))
    without = lacking(work.session, stored.edition_id, KNOWN)
    key = f"outcomes:{event.milestone_id}:{'reminded' if is_reminder else 'asked'}"
    if tell(work, without.people, told, key=key):
        people = len(without.people)
        done = {"milestone_id": event.milestone_id, "teams": without.teams, "people": people}
        work.emit(OutcomesAsked(**done, is_reminder=is_reminder))


def _said(locale: str, words: tuple[str, str], due: str) -> list[str]:
    """Return title and text; times are the hall's, with the name of its zone."""
    return [spoken().text(locale, text, {"due": due}) for text in words]


LISTENER = Listener(
    "outcomes.notices",
    {MilestoneReached: ask_teams},
    skips={MilestoneReached: lambda event: event.kind != SURVEY},
)
