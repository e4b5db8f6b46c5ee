"""Closing a half-day's roll: who did not come counts as absent from here on, and it can be taken back."""

from typing import Any

from sqlalchemy import select

from challenge.attendance.closings import closing_difference
from challenge.attendance.events import RollClosed, RollReopened
from challenge.attendance.models import HalfDay, RollClosing
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.people.presence import set_presence


def close_roll(work: Work, half_day_id: int) -> dict[str, Any]:
    """Let the teams be repaired by who came: those who are absent or unknown count as absent, those who came as there.

    Who is excused stays what they are: they are expected later. Closing again brings what came in since.

    Returns:
        `closing` (outside name, for taking it back), `gone`, `come` in persons.

    Raises:
        NotFound("work.absent"): absent or another edition's.
        Conflict("attendance.nobody_marked"): nobody has a mark: closing would empty every team.
    """
    half = work.own(HalfDay, half_day_id)
    difference = closing_difference(work.session, work.edition_id, half.id)
    if not difference.marked:
        raise Conflict("attendance.nobody_marked")
    gone = set_presence(work, [one.id for one in difference.gone], present=False)
    come = set_presence(work, [one.id for one in difference.come], present=True)
    row = work.add(
        RollClosing(
            edition_id=work.edition_id,
            half_day_id=half.id,
            gone=gone,
            come=come,
            closed_by=work.actor.account_id,
            closed_at=work.now,
        )
    )
    work.emit(RollClosed(half_day_id=half.id, gone=len(gone), come=len(come)))
    return {"closing": row.public_id, "gone": len(gone), "come": len(come)}


def reopen_roll(work: Work, closing_id: int) -> dict[str, Any]:
    """Take the latest closing back: everybody it changed is again what they were.

    Raises:
        NotFound("work.absent"): absent or another edition's.
        Conflict("attendance.not_latest"): taken back already, or a later one stands on it.
    """
    row = work.own(RollClosing, closing_id)
    latest = select(RollClosing.id).where(RollClosing.edition_id == work.edition_id, RollClosing.undone_at.is_(None))
    if work.session.execute(latest.order_by(RollClosing.id.desc()).limit(1)).scalar() != row.id:
        raise Conflict("attendance.not_latest")
    row.undone_at = work.now
    back = set_presence(work, row.gone, present=True)
    away = set_presence(work, row.come, present=False)
    work.emit(RollReopened(half_day_id=row.half_day_id))
    return {"back": len(back), "away": len(away)}
