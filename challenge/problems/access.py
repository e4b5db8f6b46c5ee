"""Who may do what with problems."""

from dataclasses import dataclass

from challenge.kernel.access import EDITION, OWN, PUBLIC, Relation, grant
from challenge.problems.attaching import file_with_problem
from challenge.problems.drafting import draft_by_public_id
from challenge.problems.models import Problem, ProblemComment, ProblemFile
from challenge.problems.queries import problem_by_public_id
from challenge.problems.reviewing import comment_with_problem
from challenge.problems.rules import Confidentiality, Reading, reading, standing
from challenge.problems.rulings import ruling_by_public_id
from challenge.web.context import Arguments, Found, Here

READ = PUBLIC
DESK = grant("problems.desk", organiser=EDITION)
PARTNER = grant("problems.partner", partner=EDITION)
PARTNER_OWN = grant("problems.partner_own", partner=OWN)
DRAFT = grant("problems.draft_own", partner=OWN)


def level_of(here: Here, problem: Problem) -> Reading:
    """Return how much of a problem the actor reads."""
    return reading(
        problem.stands, Confidentiality(problem.confidentiality), problem.organisation_id, standing(here.actor)
    )


def find_readable(here: Here, arguments: Arguments) -> Found | None:
    """Find the problem of the address when the actor may read anything of it."""
    row = problem_by_public_id(here.session, here.in_edition().id, arguments["problem"])
    if row is None or level_of(here, row) is Reading.NOTHING:
        return None
    return Found(row, EDITION)


def find_problem(here: Here, arguments: Arguments) -> Found | None:
    """Find the problem of the address: one's own organisation's, or somebody else's."""
    row = problem_by_public_id(here.session, here.in_edition().id, arguments["problem"])
    if row is None:
        return None
    return Found(row, OWN if _is_own(here, row) else Relation.FOREIGN)


def _is_own(here: Here, row: Problem) -> bool:
    """True for those who speak for the organisation behind a problem."""
    return row.organisation_id is not None and row.organisation_id in here.actor.organisation_ids


@dataclass(frozen=True, slots=True)
class ProblemsFile:
    """A file with the problem it lies beside."""

    file: ProblemFile
    problem: Problem


def find_own_file(here: Here, arguments: Arguments) -> Found | None:
    """Find the file of the address beside one's own problem, or somebody else's."""
    found = file_with_problem(here.session, here.in_edition().id, arguments["attachment"])
    if found is None:
        return None
    return Found(ProblemsFile(*found), OWN if _is_own(here, found[1]) else Relation.FOREIGN)


def find_for_desk(here: Here, arguments: Arguments) -> Found | None:
    """Find the problem of the address in its edition, for those who see them all."""
    row = problem_by_public_id(here.session, here.in_edition().id, arguments["problem"])
    return Found(row, EDITION) if row else None


def find_draft(here: Here, arguments: Arguments) -> Found | None:
    """Find the draft of the address: one's own, or somebody else's."""
    row = draft_by_public_id(here.session, here.in_edition().id, arguments["draft"])
    if row is None:
        return None
    return Found(row, OWN if row.account_id == here.actor.account_id else Relation.FOREIGN)


@dataclass(frozen=True, slots=True)
class ProblemsComment:
    """A comment with the problem it is about."""

    comment: ProblemComment
    problem: Problem


def find_comment(here: Here, arguments: Arguments) -> Found | None:
    """Find the comment of the address: about one's own problem, or about somebody else's."""
    found = comment_with_problem(here.session, here.in_edition().id, arguments["comment"])
    if found is None:
        return None
    return Found(ProblemsComment(*found), OWN if _is_own(here, found[1]) else Relation.FOREIGN)


def find_ruling(here: Here, arguments: Arguments) -> Found | None:
    """Find the pending decision of the address."""
    row = ruling_by_public_id(here.session, here.in_edition().id, arguments["ruling"])
    return Found(row, EDITION) if row else None
