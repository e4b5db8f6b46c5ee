"""Who may work on what: the rules that bind one student and one problem."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.model import ANY_SITE, REMOTE, Problem, Student

Flags = NDArray[np.bool_]
Ints = NDArray[np.int32]

BARRIERS = ("language", "remote", "site", "nationality", "employer")


def barrier(student: Student, problem: Problem) -> str | None:
    """Name the first rule that keeps a student from a problem; None when nothing does (see `barriers`)."""
    return next(barriers(student, problem), None)


def barriers(student: Student, problem: Problem) -> Iterator[str]:
    """Name the rules that keep a student from a problem.

    Rules: `language`, `remote`, `site`, `nationality`, `employer`, in this order.
    """
    rules = (
        ("language", bool(problem.language) and problem.language not in student.languages),
        ("remote", student.site == REMOTE and not problem.remote_ok),
        ("site", student.site != REMOTE and problem.site not in (ANY_SITE, student.site)),
        ("nationality", student.nationality in problem.excluded_nationalities),
        ("employer", bool(student.employer) and student.employer in problem.excluded_employers),
    )
    return (rule for rule, closed in rules if closed)


def eligibility(
    students: Sequence[Student], problems: Sequence[Problem], price_of: Callable[[str], int | None]
) -> tuple[Flags, Ints]:
    """Return what is open, and what soft barriers cost: one row per student, one column per problem.

    `price_of` gives the price of a soft rule and None for a hard one.
    Students alike in language, site, nationality and employer share the work: an edition of 17,000 has some hundreds
    of such kinds.
    """
    kinds: dict[tuple[frozenset[str], str, str, str], tuple[Flags, Ints]] = {}
    rows = np.empty((len(students), len(problems)), dtype=np.bool_)
    # Without soft barriers one column of nothing stands for all of them: the full one takes 200 MB for 17,000 x 3,000.
    soft = any(price_of(rule) for rule in BARRIERS)
    costs = np.zeros((len(students), len(problems) if soft else 1), dtype=np.int32)
    for index, student in enumerate(students):
        kind = (student.languages, student.site, student.nationality, student.employer)
        if kind not in kinds:
            prices = [[price_of(rule) for rule in barriers(student, problem)] for problem in problems]
            kinds[kind] = (
                np.array([None not in those for those in prices], dtype=np.bool_),
                np.array([sum(price or 0 for price in those) for those in prices], dtype=np.int32),
            )
        rows[index] = kinds[kind][0]
        if soft:
            costs[index] = kinds[kind][1]
    return rows, costs
