"""Decisions about many problems: noted, looked at together, carried out at once, and taken back."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.errors import ChallengeError, Conflict, NotFound
from challenge.kernel.ids import public_id
from challenge.kernel.text import bounded, clean_block
from challenge.kernel.work import Work
from challenge.problems.actions import REASON_MOST, note, review_problem
from challenge.problems.events import ProblemReopened
from challenge.problems.models import Problem, ProblemRuling
from challenge.problems.rules import Decision, Status, decided


@dataclass(frozen=True, slots=True)
class RulingLine:
    """A decision that waits or was carried out."""

    public_id: str
    decision: str
    reason: str
    ref: str
    title: str
    problem: str
    author: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What was carried out together; `undone_at` None while it can be taken back."""

    name: str
    count: int
    applied_at: datetime
    undone_at: datetime | None


def note_rulings(work: Work, names: Sequence[str], decision: Decision, reason: str) -> dict[str, Any]:
    """Note a decision about many problems; what waited for one of them is replaced. Nothing is decided yet.

    Raises:
        NotFound("problems.none_chosen"): no problem of this edition was named.
        Invalid("problems.decision"), Invalid("problems.reason_missing"): one cannot be decided so; none is noted.
    """
    said = bounded(clean_block(reason), "reason", most=REASON_MOST, required=False)
    wanted = select(Problem).where(Problem.edition_id == work.edition_id, Problem.public_id.in_(names[:500]))
    rows = list(work.session.execute(wanted.order_by(Problem.ref)).scalars())
    if not rows:
        raise NotFound("problems.none_chosen", "problem")
    for row in rows:
        decided(row.stands, decision, said)
    ids = [row.id for row in rows]
    work.session.execute(
        delete(ProblemRuling).where(ProblemRuling.problem_id.in_(ids), ProblemRuling.applied_at.is_(None))
    )
    for row in rows:
        work.session.add(
            ProblemRuling(
                edition_id=work.edition_id,
                problem_id=row.id,
                decision=decision.value,
                reason=said,
                version=row.version,
                made_by=work.actor.account_id,
                made_at=work.now,
                batch="",
                before="",
            )
        )
    return {"count": len(rows)}


def pending_rulings(session: Session, edition_id: int) -> list[RulingLine]:
    """Return what waits, by reference; one is stale when its problem was changed since."""
    wanted = (
        select(ProblemRuling, Problem, func.coalesce(Account.name, ""))
        .join(Problem, Problem.id == ProblemRuling.problem_id)
        .outerjoin(Account, Account.id == ProblemRuling.made_by)
        .where(ProblemRuling.edition_id == edition_id, ProblemRuling.applied_at.is_(None))
        .order_by(Problem.ref)
    )
    return [
        RulingLine(
            one.public_id, one.decision, one.reason, row.ref, row.title, row.public_id, who, one.version != row.version
        )
        for one, row, who in session.execute(wanted)
    ]


def rulings_mark(lines: Sequence[RulingLine]) -> str:
    """Return a mark of what waits; another one as soon as something comes, goes or becomes stale."""
    told = ",".join(f"{line.public_id}:{line.is_stale}" for line in lines)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def drop_ruling(work: Work, ruling_id: int) -> dict[str, Any]:
    """Forget a decision that waits; one that was carried out stays."""
    gone = delete(ProblemRuling).where(ProblemRuling.id == ruling_id, ProblemRuling.applied_at.is_(None))
    work.session.execute(gone)
    return {"ruling": ruling_id}


def apply_rulings(work: Work, seen: str) -> dict[str, Any]:
    """Carry out everything that waits; problems that were changed since, or cannot be decided so any more, are left.

    Args:
        work: names the edition.
        seen: mark of the list that was looked at.

    Raises:
        Conflict("problems.rulings_changed"): the list is another one by now; nothing was carried out.
    """
    if rulings_mark(pending_rulings(work.session, work.edition_id)) != seen:
        raise Conflict("problems.rulings_changed")
    wanted = select(ProblemRuling).where(
        ProblemRuling.edition_id == work.edition_id, ProblemRuling.applied_at.is_(None)
    )
    waiting = list(work.session.execute(wanted.order_by(ProblemRuling.id)).scalars())
    batch = public_id()
    done = sum(_applied(work, one, batch) for one in waiting)
    return {"done": done, "left": len(waiting) - done, "batch": batch if done else ""}


def _applied(work: Work, one: ProblemRuling, batch: str) -> bool:
    row = work.session.get_one(Problem, one.problem_id)
    before = row.status
    if row.version != one.version:
        return False
    try:
        review_problem(work, row.id, Decision(one.decision), one.reason, version=one.version)
    except ChallengeError:
        row.version = one.version  # refused before anything was written: it stands as it was read
        return False
    one.before, one.batch, one.applied_at, one.version = before, batch, work.now, row.version
    return True


def undo_batch(work: Work, batch: str) -> dict[str, Any]:
    """Take back what was carried out together; problems that went on since are left as they are.

    Raises:
        Conflict("problems.batch"): nothing of that name, or it was taken back.
    """
    wanted = select(ProblemRuling).where(
        ProblemRuling.edition_id == work.edition_id,
        ProblemRuling.batch == batch,
        ProblemRuling.batch != "",
        ProblemRuling.undone_at.is_(None),
    )
    rows = list(work.session.execute(wanted.order_by(ProblemRuling.id)).scalars())
    if not rows:
        raise Conflict("problems.batch")
    undone = sum(_taken_back(work, one) for one in rows)
    work.session.execute(
        update(ProblemRuling).where(ProblemRuling.id.in_([one.id for one in rows])).values(undone_at=work.now)
    )
    return {"undone": undone, "left": len(rows) - undone}


def _taken_back(work: Work, one: ProblemRuling) -> bool:
    row = work.locked(Problem, one.problem_id)
    if row.version != one.version:
        return False
    was_confirmed = row.stands is Status.CONFIRMED
    row.status = one.before
    row.version += 1
    note(work, row, "undo", "")
    work.emit(ProblemReopened(problem_id=row.id, was_confirmed=was_confirmed or row.stands is Status.CONFIRMED))
    return True


def batches(session: Session, edition_id: int, *, most: int = 10) -> list[Batch]:
    """Return what was carried out together lately, the latest first."""
    applied = func.max(ProblemRuling.applied_at)
    wanted = (
        select(ProblemRuling.batch, func.count(), applied, func.max(ProblemRuling.undone_at))
        .where(ProblemRuling.edition_id == edition_id, ProblemRuling.batch != "")
        .group_by(ProblemRuling.batch)
        .order_by(applied.desc())
        .limit(most)
    )
    return [Batch(row[0], row[1], row[2], row[3]) for row in session.execute(wanted) if row[2]]


def ruling_by_public_id(session: Session, edition_id: int, name: str) -> ProblemRuling | None:
    """Return a decision of this edition that waits or was carried out."""
    wanted = select(ProblemRuling).where(ProblemRuling.edition_id == edition_id, ProblemRuling.public_id == name)
    return session.execute(wanted).scalar_one_or_none()
