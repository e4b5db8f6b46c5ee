"""Acts on rehearsals: ask for one, stop it; and what the worker notes of it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.rehearsal.events import RehearsalEnded, RehearsalRequested
from challenge.rehearsal.models import DONE, FAILED, QUEUED, RUNNING, UNDER_WAY, Rehearsal

STALE = timedelta(seconds=60)
"""A worker that was not seen for so long is gone, and the copy with it."""


def request_rehearsal(work: Work, *, speed: float, seed: int) -> dict[str, Any]:
    """Put a rehearsal of the work's edition into the worker's line.

    Returns:
        `rehearsal`: its outside name.

    Raises:
        Conflict("rehearsal.under_way"): one of this edition waits or is being played.
    """
    wanted = select(Rehearsal.id).where(Rehearsal.edition_id == work.edition_id, Rehearsal.state.in_(UNDER_WAY))
    if work.session.execute(wanted.limit(1)).first() is not None:
        raise Conflict("rehearsal.under_way")
    row = work.add(
        Rehearsal(
            edition_id=work.edition_id,
            asked_by=work.actor.account_id,
            asked_at=work.real,
            speed=speed,
            seed=seed,
            state=QUEUED,
            said="",
            failure="",
        )
    )
    work.emit(RehearsalRequested(rehearsal_id=row.id))
    return {"rehearsal": row.public_id}


def stop_rehearsal(work: Work, rehearsal_id: int) -> dict[str, Any]:
    """Let a rehearsal end with what it has shown until now; one that is over stays as it is."""
    row = work.locked(Rehearsal, rehearsal_id)
    if row.state in UNDER_WAY:
        row.stop_at = row.stop_at or work.real
    return {"state": row.state}


def claim_rehearsal(work: Work) -> int | None:
    """Take the oldest rehearsal that waits, or one whose worker died; return its id, None when there is none."""
    gone = (Rehearsal.state == RUNNING) & (Rehearsal.beat_at < work.real - STALE)
    wanted = select(Rehearsal).where((Rehearsal.state == QUEUED) | gone).order_by(Rehearsal.id).limit(1)
    row = work.session.execute(wanted.with_for_update(skip_locked=True)).scalar()
    if row is None:
        return None
    row.state, row.beat_at, row.said = RUNNING, work.real, ""
    return row.id


def note_said(work: Work, rehearsal_id: int, words: str) -> None:
    """Keep the last thing that happened."""
    work.locked(Rehearsal, rehearsal_id).said = words[:200]


def beat(work: Work, rehearsal_id: int) -> bool:
    """Say that the worker is at it; return whether the desk has had enough."""
    row = work.locked(Rehearsal, rehearsal_id)
    row.beat_at = work.real
    return row.stop_at is not None


def end_rehearsal(work: Work, rehearsal_id: int, report: dict[str, Any] | None, failure: str = "") -> None:
    """Keep what a rehearsal has shown, or why nothing was played.

    Args:
        work: of the edition.
        rehearsal_id: one that is being played.
        report: `report.Report` as JSON without its log; None when nothing was played.
        failure: code of the sentence that says why.
    """
    row = work.locked(Rehearsal, rehearsal_id)
    row.state, row.ended_at, row.report, row.failure = (DONE if report else FAILED), work.real, report, failure
    troubles = len(report["troubles"]) if report else 0
    work.emit(RehearsalEnded(rehearsal_id=row.id, state=row.state, troubles=troubles))
