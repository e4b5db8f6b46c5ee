"""Acts of the workspace."""

from typing import Any

from sqlalchemy import select

from challenge.kernel.work import Work
from challenge.partners.events import SlotConfirmed
from challenge.partners.models import SlotConfirmation
from challenge.partners.rules import check_seen, slots_of
from challenge.problems.models import Problem


def confirm_slot(work: Work, problem_id: int, moment: str, seen: str) -> dict[str, Any]:
    """Say that somebody will be there at the time that was read; said twice it changes nothing.

    Raises:
        Conflict("partners.slot_changed"): the time is another one now, or there is none.
    """
    problem = work.locked(Problem, problem_id)
    slot = next((one for one in slots_of(problem.details) if one.moment == moment), None)
    check_seen(slot, seen)
    wanted = select(SlotConfirmation).where(
        SlotConfirmation.problem_id == problem_id, SlotConfirmation.occasion == moment
    )
    row = work.session.execute(wanted).scalar_one_or_none()
    if row is not None and row.slot == seen:
        return {"moment": moment}
    by, at = work.actor.account_id, work.now
    if row is None:
        work.add(
            SlotConfirmation(
                edition_id=work.edition_id,
                problem_id=problem_id,
                occasion=moment,
                slot=seen,
                confirmed_by=by,
                confirmed_at=at,
            )
        )
    else:
        row.slot, row.confirmed_by, row.confirmed_at = seen, by, at
    work.emit(SlotConfirmed(problem_id=problem_id, moment=moment))
    return {"moment": moment}
