"""Who opened what of a problem: recorded before it is shown, reported to its partner and the organisers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.exchange.writing import csv_bytes
from challenge.kernel.work import Work
from challenge.problems.events import ProblemOpened
from challenge.problems.models import ProblemFile, ProblemOpening
from challenge.problems.rules import Level


@dataclass(frozen=True, slots=True)
class Opening:
    """What is opened, up to which level, in which role; `file_id` None for the text, `team` "" for none."""

    problem_id: int
    level: Level
    role: str
    file_id: int | None = None
    team: str = ""


def record_opening(work: Work, opening: Opening) -> None:
    """Keep that the actor opened something."""
    work.add(
        ProblemOpening(
            edition_id=work.edition_id,
            problem_id=opening.problem_id,
            file_id=opening.file_id,
            level=opening.level.value,
            account_id=work.actor.account_id,
            role=opening.role,
            team=opening.team,
            opened_at=work.now,
        )
    )
    work.emit(ProblemOpened(problem_id=opening.problem_id, file_id=opening.file_id or 0, level=opening.level.value))


def reader_code(public_id: str) -> str:
    """Return the short code of a reader, as it stands in the report and on marked files."""
    return public_id[:6]


@dataclass(frozen=True, slots=True)
class Seen:
    """One line of the report; `file` is "" for the text, `code` that of the reader on marked files, "" once erased."""

    at: datetime
    who: str
    code: str
    role: str
    team: str
    level: str
    file: str


def who_saw_what(session: Session, problem_id: int) -> list[Seen]:
    """Return the recorded openings of a problem, the latest first."""
    wanted = (
        select(
            *(ProblemOpening.opened_at, func.coalesce(Account.name, ""), func.coalesce(Account.public_id, "")),
            *(ProblemOpening.role, ProblemOpening.team, ProblemOpening.level, func.coalesce(ProblemFile.file_name, "")),
        )
        .outerjoin(Account, Account.id == ProblemOpening.account_id)
        .outerjoin(ProblemFile, ProblemFile.id == ProblemOpening.file_id)
        .where(ProblemOpening.problem_id == problem_id)
        .order_by(ProblemOpening.id.desc())
    )
    rows: Sequence[Sequence[Any]] = session.execute(wanted).all()
    return [Seen(at, who, reader_code(public_id), *row) for at, who, public_id, *row in rows]


def seen_csv(found: Sequence[Seen]) -> bytes:
    """Return the report as CSV."""
    header = ("at", "who", "code", "role", "team", "level", "file")
    return csv_bytes(header, [(one.at, one.who, one.code, one.role, one.team, one.level, one.file) for one in found])
