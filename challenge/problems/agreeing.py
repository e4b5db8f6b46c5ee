"""Two reviewers: who agreed to a text of a problem, and how many must agree yet."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.problems.models import Problem, ProblemAgreement, ProblemVersion
from challenge.problems.settings import call_of


def agreed(work: Work, row: Problem) -> int:
    """Note that the actor would confirm the present text; return how many others must agree yet, 0 for none.

    The house itself needs nobody: it acts for the command line and for files.

    Raises:
        Conflict("problems.agreed_already"): the actor has agreed to this text.
    """
    needed = call_of(work.session.get_one(Edition, work.edition_id).settings).approvals
    if needed < 2 or work.actor.is_house:
        return 0
    number = _text_number(work.session, row.id)
    others = _who(work.session, row.id, number)
    if work.actor.account_id in others:
        raise Conflict("problems.agreed_already")
    work.session.add(ProblemAgreement(problem_id=row.id, account_id=work.actor.account_id, number=number, at=work.now))
    return max(0, needed - len(others) - 1)


def _text_number(session: Session, problem_id: int) -> int:
    """Return the version of the present text; 0 when versions were not kept yet. Decisions do not change a text."""
    wanted = select(func.coalesce(func.max(ProblemVersion.number), 0)).where(ProblemVersion.problem_id == problem_id)
    return int(session.execute(wanted).scalar_one())


def _who(session: Session, problem_id: int, number: int) -> set[int]:
    wanted = select(ProblemAgreement.account_id).where(
        ProblemAgreement.problem_id == problem_id, ProblemAgreement.number == number
    )
    return set(session.execute(wanted).scalars())
