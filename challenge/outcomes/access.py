"""Who may write, read and close outcome records."""

from dataclasses import dataclass

from challenge.kernel.access import EDITION, OWN, grant
from challenge.questions.access import reads
from challenge.teams.queries import TeamFace, team_face
from challenge.web.context import Arguments, Found, Here

STUDENT = grant("outcomes.student", student=EDITION)
READ = grant("outcomes.read", student=OWN, coach=OWN, organiser=EDITION)
WRITE = grant("outcomes.write", student=OWN, organiser=EDITION)
AGREE = grant("outcomes.agree", student=OWN)
DESK = grant("outcomes.desk", organiser=EDITION)


@dataclass(frozen=True, slots=True)
class Writing:
    """A team, and whether the actor is one of its members who reads its problem."""

    face: TeamFace
    is_member: bool


def find_reader(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its coach and of its members who read its problem."""
    face = team_face(here.session, here.in_edition().id, arguments["code"], here.actor)
    if face is None or not face.is_known_to(here.actor):
        return None
    is_coach = bool(here.actor.account_id) and face.team.coach_id == here.actor.account_id
    is_own = (face.is_member or is_coach) and reads(here, face.problem)
    return Found(Writing(face, face.is_member and is_own), OWN if is_own else EDITION)


def find_writer(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its members who read its problem, not of its coach."""
    found = find_reader(here, arguments)
    if found is None:
        return None
    writing = found.thing
    assert isinstance(writing, Writing)
    return Found(writing, OWN if writing.is_member else EDITION)
