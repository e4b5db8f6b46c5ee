"""Who is told that a team has more time: its members and its coach."""

from datetime import UTC, datetime

from challenge.editions.queries import edition_by_id
from challenge.inbox.actions import Told, tell
from challenge.inbox.rewording import correct_notice
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.schedule.models import Milestone
from challenge.submissions.events import ExtensionGranted
from challenge.submissions.models import Deliverable
from challenge.submissions.queries import concerned
from challenge.teams.models import Team
from challenge.web.language import LOCALES, moment_in, spoken

SUBJECT = "More time for “%(title)s”: until %(when)s"
BODY = "Team %(code)s can hand in “%(title)s” until %(when)s. What comes before then is not late."


def tell_extension(work: Work, stored: Stored) -> None:
    """Tell each of them until when; a later extension takes the place of the words of the one before."""
    event = stored.event
    assert isinstance(event, ExtensionGranted)
    team = work.session.get_one(Team, event.team_id)
    edition = edition_by_id(work.session, stored.edition_id)
    assert edition is not None
    milestone_id = work.session.get_one(Deliverable, event.deliverable_id).milestone_id
    milestone = work.session.get_one(Milestone, milestone_id)
    until = datetime.fromtimestamp(event.until_ms / 1000, UTC)
    texts = {
        locale: _words(locale, milestone.title(locale), team.code, moment_in(until, edition.time_zone, locale))
        for locale in LOCALES
    }
    letter = Letter(subject="", body="", path=f"/e/{edition.slug}/teams/{team.code}")
    told = Told(kind=Kind.TEAM, letter=letter, texts=texts, roles=(Role.STUDENT.value, Role.COACH.value))
    # By person: who joined the team between two extensions is told the second one for the first time.
    for account_id in concerned(work.session, team):
        key = f"extension:{team.id}:{event.deliverable_id}:{account_id}"
        if not tell(work, [account_id], told, key=key):
            correct_notice(work, key, texts)


def _words(locale: str, title: str, code: str, when: str) -> list[str]:
    """Return title and text; times are the hall's, with the name of its zone."""
    filling = {"title": title, "code": code, "when": when}
    return [spoken().text(locale, text, filling) for text in (SUBJECT, BODY)]


LISTENER = Listener("submissions.notices", {ExtensionGranted: tell_extension})
