"""Who may hand in, read and extend."""

from dataclasses import dataclass

from challenge.kernel.access import EDITION, OWN, grant
from challenge.submissions.models import Submission
from challenge.submissions.queries import submission_of
from challenge.teams.models import Team
from challenge.teams.queries import is_own
from challenge.web.context import Arguments, Found, Here

DESK = grant("submissions.desk", organiser=EDITION)
SUBMIT = grant("submissions.submit", student=OWN, organiser=EDITION)
READ = grant("submissions.read", student=OWN, coach=OWN, partner=OWN, organiser=EDITION, chair=EDITION)
COACH = grant("submissions.coach", coach=EDITION, organiser=EDITION)
STUDENT = grant("submissions.student", student=EDITION)


@dataclass(frozen=True, slots=True)
class TeamsFile:
    """A submission and the team it belongs to."""

    submission: Submission
    team: Team


def find_submission(here: Here, arguments: Arguments) -> Found | None:
    """Find the submission of the address; its relation is its team's."""
    found = submission_of(here.session, here.in_edition().id, arguments["submission"])
    if found is None:
        return None
    return Found(TeamsFile(*found), OWN if is_own(here.session, here.actor, found[1]) else EDITION)
