"""Who may ask, pass on, answer and read."""

from challenge.disclosure.access import reads_within
from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.kernel.actor import Role
from challenge.problems.queries import problem_by_public_id
from challenge.questions.models import Question
from challenge.questions.queries import question_by_public_id
from challenge.questions.rules import State
from challenge.teams.queries import is_member
from challenge.web.context import Arguments, Found, Here

TEAM = grant("questions.team", student=OWN, coach=OWN, organiser=EDITION)
ASK = grant("questions.ask", student=OWN)
READ = grant("questions.read", student=OWN, coach=OWN, partner=OWN, organiser=EDITION)
DESK = grant("questions.desk", organiser=EDITION)
PARTNER = grant("questions.partner", partner=EDITION)
ANSWER = grant("questions.answer", partner=OWN)


def find_read(here: Here, arguments: Arguments) -> Found | None:
    """Find the problem of the address; it is the own one of its organisation and of those of its teams who read it."""
    row = problem_by_public_id(here.session, here.in_edition().id, arguments["problem"])
    if row is None:
        return None
    return Found(row, OWN if _speaks_for(here, row.organisation_id) or reads_within(here, row) else EDITION)


def _speaks_for(here: Here, organisation_id: int | None) -> bool:
    own = here.actor.organisation_ids if here.actor.has(Role.PARTNER) else frozenset()
    return organisation_id is not None and organisation_id in own


def find_question(here: Here, arguments: Arguments) -> Found | None:
    """Find the question of the address; its partner's own once it was passed on, its team's at any time."""
    found = question_by_public_id(here.session, here.in_edition().id, arguments["question"])
    if found is None:
        return None
    row, organisation_id = found
    return Found(row, _relation(here, row, organisation_id))


def _relation(here: Here, row: Question, organisation_id: int | None) -> Relation:
    if _speaks_for(here, organisation_id):
        return OWN if row.state in (State.FORWARDED, State.ANSWERED) else EDITION
    is_own = here.actor.has(Role.STUDENT) and is_member(here.session, row.team_id, here.actor.account_id)
    return OWN if is_own else EDITION
