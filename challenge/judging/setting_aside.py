"""Acts of the desk on one sheet: it is kept and does not count, or counts again."""

from typing import Any

from sqlalchemy import select

from challenge.judging.events import SheetPutBack, SheetSetAside
from challenge.judging.freezing import take_ranking
from challenge.judging.models import DONE, FROZEN, JURY, Round, Visit
from challenge.judging.preparing import locked_reveal
from challenge.judging.reasoning import keep_reason, reason_words
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.work import Work


def set_sheet_aside(work: Work, visit_id: int, version: int, reason: str) -> dict[str, Any]:
    """Keep a sheet that counts no more; a ranking that was taken is taken again. One that is set aside stays so.

    Its juror cannot change it until it is put back; another visit is planned for it with the next plan of the round.

    Args:
        work: by an organiser or chair.
        visit_id: a visit with a sheet, of any panel.
        version: of the visit, as it was shown.
        reason: why, in at most 200 characters; it can be forgotten and stays out of the log.

    Raises:
        Invalid("judging.reason_missing"), Invalid("text.too_long"): the reason.
        NotFound("judging.visit"): absent, or it has no sheet.
        Conflict("judging.changed"): changed since `version` was read.
        Conflict("judging.public"): the results are public.
    """
    words = reason_words(reason)
    row, turn = _held(work, visit_id, version)
    if not row.set_aside:
        row.set_aside, row.aside_reason = True, words
        _keep(work, row, turn, "sheet_aside", words)
        work.emit(SheetSetAside(visit_id=row.id, round_id=turn.id))
    return {"visit": row.public_id, "version": row.version}


def put_sheet_back(work: Work, visit_id: int, version: int, reason: str) -> dict[str, Any]:
    """Count a sheet again that was set aside. Raises the codes of `set_sheet_aside`."""
    words = reason_words(reason)
    row, turn = _held(work, visit_id, version)
    if row.set_aside:
        row.set_aside, row.aside_reason = False, None
        _keep(work, row, turn, "sheet_back", words)
        work.emit(SheetPutBack(visit_id=row.id, round_id=turn.id))
    return {"visit": row.public_id, "version": row.version}


def _held(work: Work, visit_id: int, version: int) -> tuple[Visit, Round]:
    """Return a visit with a sheet and its round; both are ours until the commit."""
    if locked_reveal(work).public_at is not None:
        raise Conflict("judging.public")
    own = select(Visit.round_id).where(Visit.id == visit_id, Visit.edition_id == work.edition_id)
    round_id = work.session.execute(own).scalar_one_or_none()
    if round_id is None:
        raise NotFound("judging.visit")
    turn = work.locked(Round, round_id)
    row = work.locked(Visit, visit_id)
    if row.version != version:
        raise Conflict("judging.changed", "version")
    if row.state != DONE:
        raise NotFound("judging.visit")
    return row, turn


def _keep(work: Work, row: Visit, turn: Round, what: str, words: str) -> None:
    row.version += 1
    work.session.flush()
    keep_reason(work, what, row.juror_id, words, row.team_id)
    if turn.state == FROZEN and turn.panel == JURY:
        take_ranking(work, turn.id)
