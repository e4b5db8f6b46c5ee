"""Who may work on what: the rules that bind one student and one problem."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.model import ANY_SITE, REMOTE, Problem, Student

Flags = NDArray[np.bool_]


def barrier(student: Student, problem: Problem) -> str | None:
    """Name the first rule that keeps a student from a problem; None when nothing does.

    Rules: `language`, `remote`, `site`, `nationality`, `employer`, in this order.
    """
    barriers = (
        ("language", bool(problem.language) and problem.language not in student.languages),
        ("remote", student.site == REMOTE and not problem.remote_ok),
        ("site", student.site != REMOTE and problem.site not in (ANY_SITE, student.site)),
        ("nationality", student.nationality in problem.excluded_nationalities),
        ("employer", bool(student.employer) and student.employer in problem.excluded_employers),
    )
    return next((rule for rule, closed in barriers if closed), None)


def eligibility(students: Sequence[Student], problems: Sequence[Problem]) -> Flags:
    """Return one row per student and one column per problem, true where no barrier stands.

    Students alike in language, site, nationality and employer share the work: an edition of 17,000 has some hundreds
    of such kinds.
    """
    kinds: dict[tuple[frozenset[str], str, str, str], Flags] = {}
    rows = np.empty((len(students), len(problems)), dtype=np.bool_)
    for index, student in enumerate(students):
        kind = (student.languages, student.site, student.nationality, student.employer)
        if kind not in kinds:
            kinds[kind] = np.array([barrier(student, problem) is None for problem in problems], dtype=np.bool_)
        rows[index] = kinds[kind]
    return rows
