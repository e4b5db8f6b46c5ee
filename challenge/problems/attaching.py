"""Files beside a problem: kept, given a level of disclosure, taken away."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.kernel.errors import NotFound
from challenge.kernel.files import StoredFile
from challenge.kernel.text import clean_line
from challenge.kernel.work import Work
from challenge.problems import rules
from challenge.problems.events import ProblemFileAdded, ProblemFileChanged
from challenge.problems.models import Problem, ProblemFile
from challenge.problems.rules import Level


@dataclass(frozen=True, slots=True)
class Sent:
    """A file that lies on disk already, the name it came with, and from which level on it is meant to be read."""

    file: StoredFile
    name: str
    level: Level


def add_file(work: Work, problem_id: int, sent: Sent) -> dict[str, Any]:
    """Put a file beside a problem.

    Raises:
        Invalid("problems.files_most"): ten are there.
        Invalid("problems.closed"): the problem is refused or withdrawn.
    """
    row = work.locked(Problem, problem_id)
    rules.check_open(rules.takes_files(row.stands), row.stands)
    rules.check_room_for_file(_count(work, row.id))
    kept = work.add(
        ProblemFile(
            edition_id=row.edition_id,
            problem_id=row.id,
            level=sent.level.value,
            file_key=sent.file.key,
            file_name=clean_line(sent.name)[:200],
            media_type=sent.file.media_type,
            size=sent.file.size,
            sha256=sent.file.sha256,
            added_by=work.actor.account_id,
            added_at=work.now,
        )
    )
    work.emit(ProblemFileAdded(problem_id=row.id, file_id=kept.id))
    return {"attachment": kept.public_id, "name": kept.file_name}


def _count(work: Work, problem_id: int) -> int:
    wanted = select(func.count()).where(ProblemFile.problem_id == problem_id, ProblemFile.removed_at.is_(None))
    return work.session.execute(wanted).scalar_one()


def level_file(work: Work, file_id: int, level: Level) -> dict[str, Any]:
    """Give a file another level of disclosure.

    Raises:
        NotFound("work.absent"): it was taken away.
    """
    row = _there(work, file_id)
    row.level = level.value
    work.emit(ProblemFileChanged(problem_id=row.problem_id, file_id=row.id))
    return {"attachment": row.public_id, "name": row.file_name}


def remove_file(work: Work, file_id: int) -> dict[str, Any]:
    """Take a file away; its bytes stay stored, since somebody may have opened it.

    Raises:
        NotFound("work.absent"): it was taken away before.
    """
    row = _there(work, file_id)
    row.removed_at = work.now
    work.emit(ProblemFileChanged(problem_id=row.problem_id, file_id=row.id, removed=True))
    return {"attachment": row.public_id, "name": row.file_name}


def _there(work: Work, file_id: int) -> ProblemFile:
    row = work.locked(ProblemFile, file_id)
    if row.removed_at is not None:
        raise NotFound("work.absent")
    return row


def files_of(session: Session, problem_id: int) -> list[ProblemFile]:
    """Return a problem's files in the order they came; those taken away are left out."""
    wanted = select(ProblemFile).where(ProblemFile.problem_id == problem_id, ProblemFile.removed_at.is_(None))
    return list(session.execute(wanted.order_by(ProblemFile.id)).scalars())


def file_with_problem(session: Session, edition_id: int, public_id: str) -> tuple[ProblemFile, Problem] | None:
    """Return a file of this edition with its problem; None when absent or taken away."""
    wanted = (
        select(ProblemFile, Problem)
        .join(Problem, Problem.id == ProblemFile.problem_id)
        .where(ProblemFile.edition_id == edition_id, ProblemFile.public_id == public_id)
        .where(ProblemFile.removed_at.is_(None))
    )
    row = session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row else None


def is_kept(session: Session, key: str) -> bool:
    """True when a file of a problem lies under this key of the store."""
    return session.execute(select(ProblemFile.id).where(ProblemFile.file_key == key)).first() is not None
