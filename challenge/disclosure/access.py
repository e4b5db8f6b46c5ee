"""Who reads what of a problem within, and who may say what that needs."""

from dataclasses import dataclass

from challenge.disclosure.queries import reader_of
from challenge.disclosure.rules import Need, Reader, opened_levels, ruling_of
from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.problems.attaching import file_with_problem
from challenge.problems.models import Problem, ProblemFile
from challenge.problems.queries import problem_by_public_id
from challenge.problems.rules import Confidentiality, Level
from challenge.teams.queries import TeamFace, team_face
from challenge.web.context import Arguments, Found, Here

DESK = grant("disclosure.desk", organiser=EDITION)
WITHIN = grant("disclosure.within", student=OWN, coach=OWN, partner=OWN, organiser=EDITION)
FILE = grant(
    "disclosure.file",
    **dict.fromkeys(("student", "coach", "partner", "expert", "juror", "chair", "viewer"), OWN),
    organiser=EDITION,
)


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A problem, the levels of it that are open to the actor, and the file that the address names."""

    problem: Problem
    levels: tuple[Level, ...]
    reader: Reader
    file: ProblemFile | None = None


@dataclass(frozen=True, slots=True)
class TeamWithin:
    """A team on whose problem something is said, and whether the actor is one of its members who read it within."""

    face: TeamFace
    is_member: bool


def disclosed(here: Here, problem: Problem, file: ProblemFile | None = None) -> Disclosed:
    """Return how far a problem is open to the actor."""
    edition = here.in_edition()
    reader = reader_of(here.session, edition.id, here.actor, problem)
    ruling = ruling_of(edition.settings)[Confidentiality(problem.confidentiality)]
    return Disclosed(problem, opened_levels(ruling, reader), reader, file)


def find_within(here: Here, arguments: Arguments) -> Found | None:
    """Find the problem of the address; it is the actor's own for its organisation, and for its teams once it opens."""
    row = problem_by_public_id(here.session, here.in_edition().id, arguments["problem"])
    if row is None:
        return None
    found = disclosed(here, row)
    concerned = found.reader.is_keeper or Need.TEAM in found.reader.has
    return Found(found, _relation(found, is_open=concerned and Level.SUMMARY in found.levels))


def reads_within(here: Here, problem: Problem) -> bool:
    """True for members and coaches who read a problem within: it is revealed to them, and signed where it must be."""
    found = disclosed(here, problem)
    has = found.reader.has
    signed = problem.confidentiality == Confidentiality.OPEN or Need.SIGNED in has
    return {Need.TEAM, Need.REVEALED} <= set(has) and signed and Level.SUMMARY in found.levels


def find_team_within(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its coach and of its members who read its problem."""
    face = team_face(here.session, here.in_edition().id, arguments["code"], here.actor)
    if face is None or not face.is_known_to(here.actor):
        return None
    is_coach = bool(here.actor.account_id) and face.team.coach_id == here.actor.account_id
    is_own = (face.is_member or is_coach) and reads_within(here, face.problem)
    return Found(TeamWithin(face, face.is_member and is_own), OWN if is_own else EDITION)


def find_member_within(here: Here, arguments: Arguments) -> Found | None:
    """Find the team of the address; it is the own one of its members who read its problem, not of its coach."""
    found = find_team_within(here, arguments)
    if found is None:
        return None
    team = found.thing
    assert isinstance(team, TeamWithin)
    return Found(team, OWN if team.is_member else EDITION)


def find_file(here: Here, arguments: Arguments) -> Found | None:
    """Find the file of the address; it is the actor's own when its level is open to them."""
    row = file_with_problem(here.session, here.in_edition().id, arguments["attachment"])
    if row is None:
        return None
    found = disclosed(here, row[1], row[0])
    return Found(found, _relation(found, is_open=Level(row[0].level) in found.levels))


def _relation(found: Disclosed, *, is_open: bool) -> Relation:
    return OWN if is_open and found.reader.role != "organiser" else EDITION
