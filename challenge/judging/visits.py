"""What a juror does with a visit: marks it, passes it over, must not judge it, takes that back.

These acts are made by two hundred people at once, so they go by columns, not by objects, and a change is a
compare-and-set on the version: the later of two tabs is told instead of overwriting.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, delete, select

from challenge.judging.conflicts import is_of_desk
from challenge.judging.declaring import note_pair
from challenge.judging.events import ConflictDeclared, VisitReopened, VisitScored, VisitSkipped
from challenge.judging.freezing import take_ranking
from challenge.judging.models import (
    CONFLICT,
    DONE,
    FROZEN,
    JURY,
    OPEN,
    PLANNED,
    SKIPPED,
    ConflictOfInterest,
    Reveal,
)
from challenge.judging.queries import rubric_mark
from challenge.judging.reasoning import reason_words
from challenge.judging.rules.scoring import Criterion
from challenge.judging.rules.sheets import Sheet, read_sheet
from challenge.judging.sheet_statements import ADD_MARKS, ADVANCE, FORGET_MARKS, HELD, KEEP_OLD, LINES, RubricLine
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Late, NotFound
from challenge.kernel.text import bounded, clean_block
from challenge.kernel.work import Work

Held = Row[*tuple[Any, ...]]
_CHIEFS = (Role.ORGANISER, Role.CHAIR, Role.ADMINISTRATOR)


def record_visit(  # noqa: PLR0913 - a sheet, and what it was made under
    work: Work,
    visit_id: int,
    marks: Mapping[str, object],
    comment: str,
    version: int,
    *,
    reason: str = "",
    rubric: str = "",
) -> dict[str, Any]:
    """Keep a visit's sheet; one that was there is kept as history.

    Args:
        work: by the juror whose visit it is, or by an organiser or chair.
        visit_id: the visit.
        marks: by code of criterion, as typed: "4,5" is 4.5; every criterion of the rubric.
        comment: at most 2,000 characters, "" for none.
        version: of the visit, as the juror saw it.
        reason: why somebody else than the juror changes the sheet, kept with it; "" from the juror.
        rubric: which the sheet was made from (`queries.rubric_mark`); "" when it is not said.

    Returns:
        `visit`, `state`, `version`. The same sheet sent again, even with an old version, changes nothing.

    Raises:
        NotFound("judging.visit"): absent or somebody else's.
        Rejected("judging.sheet_wrong"): marks missing, unknown, no numbers or out of range; see `read_sheet`.
        Conflict("judging.not_open"), Late("judging.frozen"), Conflict("judging.conflict"): not now.
        Conflict("judging.rubric_changed"): its criteria were others; the same codes may have another scale now.
        Conflict("judging.changed"): changed since `version` was read.
        Conflict("judging.sheet_aside"): the desk does not count the sheet; it stays as it is until it is put back.
        Invalid("judging.reason_missing"), Conflict("judging.public"): an organiser's change.
    """
    held = _held(work, visit_id)
    why = _permitted(work, held, reason)
    if rubric and rubric != rubric_mark(held.rubric_id, held.rubric_version):
        raise Conflict("judging.rubric_changed", "rubric")
    lines = _lines(work, held)
    sheet = read_sheet(marks, [line.rule for line in lines])
    words = bounded(clean_block(comment), "comment", most=2000, required=False)
    before = _marks(lines)
    if held.state == CONFLICT:
        raise Conflict("judging.conflict")
    if _says(held, before, sheet, words):
        return _answer(held, DONE, held.version)
    _refuse_aside(held)
    values = {"state": DONE, "total": sheet.total, "comment": words, "reason": why, "scored_at": work.now}
    if not _advanced(work, held, version, **values):
        return _twin(work, visit_id, sheet, words)
    _keep_old(work, held, before, why)
    _write_marks(work, held, sheet, lines)
    work.emit(VisitScored(visit_id=held.id, round_id=held.round_id, visit_version=version + 1))
    if held.round_state == FROZEN and held.panel == JURY:
        take_ranking(work, held.round_id)
    return _answer(held, DONE, version + 1)


def skip_visit(work: Work, visit_id: int, reason: str, version: int) -> dict[str, Any]:
    """Pass a visit over; it can be marked later all the same.

    Raises:
        Conflict("judging.marked"): it has a sheet; take that back first. And the codes of `record_visit`.
    """
    held = _waiting(work, visit_id)
    _advance(work, held, version, state=SKIPPED, reason=reason_words(reason))
    work.emit(VisitSkipped(visit_id=held.id, round_id=held.round_id))
    return _answer(held, SKIPPED, version + 1)


def declare_conflict(work: Work, visit_id: int, reason: str, version: int) -> dict[str, Any]:
    """Say that the juror must not judge this team, now and in later rounds; the visit is off.

    Raises:
        Conflict("judging.marked"): it has a sheet; take that back first. And the codes of `record_visit`.
    """
    held = _waiting(work, visit_id)
    words = reason_words(reason)
    _advance(work, held, version, state=CONFLICT, reason=words)
    note_pair(work, held.juror_id, held.team_id, words)
    work.emit(ConflictDeclared(visit_id=held.id, round_id=held.round_id, juror_id=held.juror_id, team_id=held.team_id))
    return _answer(held, CONFLICT, version + 1)


def undo_visit(work: Work, visit_id: int, version: int) -> dict[str, Any]:
    """Take back what was said about a visit; a sheet is kept as history, the visit is to be made again.

    Raises:
        Conflict("judging.conflict_desk"): the desk says that the juror must not judge this team: there would be a visit
            that nobody may make, or the juror would lift what is not theirs. And the codes of `record_visit`.
    """
    held = _held(work, visit_id)
    _permitted(work, held, "")
    if held.state == PLANNED:
        return _answer(held, PLANNED, held.version)
    _refuse_aside(held)
    if is_of_desk(work.session, held.juror_id, held.team_id):
        raise Conflict("judging.conflict_desk")
    _advance(work, held, version, state=PLANNED, total=None, comment="", reason="", scored_at=None)
    if held.state == DONE:
        _keep_old(work, held, _marks(_lines(work, held)), "")
        FORGET_MARKS.changed(work.connection, {"visit": held.id})
    if held.state == CONFLICT:
        own = (ConflictOfInterest.juror_id == held.juror_id, ConflictOfInterest.team_id == held.team_id)
        work.session.execute(delete(ConflictOfInterest).where(*own))
    work.emit(VisitReopened(visit_id=held.id, round_id=held.round_id))
    return _answer(held, PLANNED, version + 1)


def _refuse_aside(held: Held) -> None:
    if held.set_aside:
        raise Conflict("judging.sheet_aside")


def _says(held: Held, marks: Mapping[str, float], sheet: Sheet, words: str) -> bool:
    return bool(held.state == DONE and (marks, held.comment) == (sheet.marks, words))


def _twin(work: Work, visit_id: int, sheet: Sheet, words: str) -> dict[str, Any]:
    """Answer a sheet that lost the race: two taps under two keys say the same and are both acknowledged."""
    held = _held(work, visit_id)
    if not _says(held, _marks(_lines(work, held)), sheet, words):
        raise Conflict("judging.changed", "version")
    return _answer(held, DONE, held.version)


def _held(work: Work, visit_id: int) -> Held:
    held: Held | None = HELD.first(work.connection, {"visit": visit_id, "edition": work.edition_id})
    if held is None:
        raise NotFound("judging.visit")
    return held


def _lines(work: Work, held: Held) -> list[RubricLine]:
    rows = LINES.rows(work.connection, {"visit": held.id, "rubric": held.rubric_id})
    return [RubricLine(row[0], Criterion(row[1], row[2], row[3], row[4]), row[5]) for row in rows]


def _waiting(work: Work, visit_id: int) -> Held:
    held = _held(work, visit_id)
    _permitted(work, held, "")
    if held.state == DONE:
        raise Conflict("judging.marked")
    return held


def _permitted(work: Work, held: Held, reason: str) -> str:
    """Return the reason to keep with a change by somebody else than the juror."""
    if held.round_state == PLANNED:
        raise Conflict("judging.not_open")
    if work.actor.is_signed_in and held.account_id == work.actor.account_id:
        if held.round_state != OPEN:
            raise Late("judging.frozen")
        return ""
    if not work.actor.has(*_CHIEFS):
        raise NotFound("judging.visit")
    if held.round_state == FROZEN:
        public = select(Reveal.public_at).where(Reveal.edition_id == work.edition_id)
        if work.session.execute(public).scalar_one_or_none() is not None:
            raise Conflict("judging.public")
    return reason_words(reason)


def _advance(work: Work, held: Held, version: int, **values: object) -> None:
    if not _advanced(work, held, version, **values):
        raise Conflict("judging.changed", "version")


def _advanced(work: Work, held: Held, version: int, **values: object) -> bool:
    """Change a visit if it still has the version that the sender saw."""
    fresh = {"total": held.total, "comment": held.comment, "scored_at": held.scored_at, **values}
    changed = {f"new_{name}": value for name, value in fresh.items()}
    changed |= {"visit": held.id, "seen": version, "new_version": version + 1}
    return ADVANCE.changed(work.connection, changed) == 1


def _keep_old(work: Work, held: Held, marks: Mapping[str, float], reason: str) -> None:
    if held.state != DONE:
        return
    row = {
        "visit_id": held.id,
        "version": held.version,
        "state": held.state,
        "marks": dict(marks),
        "total": held.total,
        "comment": held.comment,
        "edited_by": work.actor.account_id,
        "edited_at": work.now,
        "reason": reason,
    }
    KEEP_OLD.changed(work.connection, row)


def _write_marks(work: Work, held: Held, sheet: Sheet, lines: Sequence[RubricLine]) -> None:
    if held.state == DONE:
        FORGET_MARKS.changed(work.connection, {"visit": held.id})
    rows = [{"visit_id": held.id, "criterion_id": line.id, "value": sheet.marks[line.rule.code]} for line in lines]
    ADD_MARKS.each(work.connection, rows)


def _marks(lines: Sequence[RubricLine]) -> dict[str, float]:
    return {line.rule.code: line.value for line in lines if line.value is not None}


def _answer(held: Held, state: str, version: int) -> dict[str, Any]:
    return {"visit": held.public_id, "state": state, "version": version}
