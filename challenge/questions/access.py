"""Who may ask, pass on, answer and read."""

from dataclasses import dataclass

from challenge.disclosure.access import disclosed
from challenge.disclosure.rules import Need
from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.kernel.actor import Role
from challenge.problems.models import Problem
from challenge.problems.queries import problem_by_public_id
from challenge.problems.rules import Confidentiality, Level
from challenge.questions.models import Question
from challenge.questions.queries import question_by_public_id
from challenge.questions.rules import State
from challenge.teams.queries import TeamFace, is_member, team_face
from challenge.web.context import Arguments, Found, Here

TEAM = grant("questions.team", student=OWN, coach=OWN, organiser=EDITION)
ASK = grant("questions.ask", student=OWN)
READ = grant("questions.read", student=OWN, coach=OWN, partner=OWN, organiser=EDITION)
DESK = grant("questions.desk", organiser=EDITION)
PARTNER = grant("questions.partner", partner=EDITION)
ANSWER = grant("questions.answer", partner=OWN)


@dataclass(frozen=True, slots=True)
class Asking:
    """A team, and whether the actor is one of its members."""

    face: TeamFace
    is_member: bool


def reads(here: Here, problem: Problem) -> bool:
    """True for members and coaches who read a problem within: it is revealed to them, and signed where it must be."""
    found = disclosed(here, problem)
    has = found.reader.has
    signed = problem.confidentiality == Confidentiality.OPEN or Need.SIGNED in has
    return {Need.TEAM, Need.REVEALED} <= set(has) and signed and Level.SUMMARY in found.levels


def find_asking(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its coach and of its members who read its problem."""
    face = team_face(here.session, here.in_edition().id, arguments["code"], here.actor)
    if face is None or not face.is_known_to(here.actor):
        return None
    is_coach = bool(here.actor.account_id) and face.team.coach_id == here.actor.account_id
    is_own = (face.is_member or is_coach) and reads(here, face.problem)
    return Found(Asking(face, face.is_member), OWN if is_own else EDITION)


def find_asker(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its members alone."""
    found = find_asking(here, arguments)
    if found is None:
        return None
    asking = found.thing
    assert isinstance(asking, Asking)
    return Found(asking, found.relation if asking.is_member else EDITION)


def find_read(here: Here, arguments: Arguments) -> Found | None:
    """Find the problem of the address; it is the own one of its organisation and of those of its teams who read it."""
    row = problem_by_public_id(here.session, here.in_edition().id, arguments["problem"])
    if row is None:
        return None
    return Found(row, OWN if _speaks_for(here, row.organisation_id) or reads(here, row) else EDITION)


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
