"""Who reads what of a problem within, and who may say what that needs."""

from dataclasses import dataclass

from challenge.disclosure.queries import reader_of
from challenge.disclosure.rules import Need, Reader, opened_levels, ruling_of
from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.problems.attaching import file_with_problem
from challenge.problems.models import Problem, ProblemFile
from challenge.problems.queries import problem_by_public_id
from challenge.problems.rules import Confidentiality, Level
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


def find_file(here: Here, arguments: Arguments) -> Found | None:
    """Find the file of the address; it is the actor's own when its level is open to them."""
    row = file_with_problem(here.session, here.in_edition().id, arguments["attachment"])
    if row is None:
        return None
    found = disclosed(here, row[1], row[0])
    return Found(found, _relation(found, is_open=Level(row[0].level) in found.levels))


def _relation(found: Disclosed, *, is_open: bool) -> Relation:
    return OWN if is_open and found.reader.role != "organiser" else EDITION
