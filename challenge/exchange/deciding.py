"""Acts on a waiting import: choose, answer, apply, undo, give up. `work` alone commits."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import delete, insert, update

from challenge.exchange.actions import Upload, apply_difference, cautious_choices, difference_of
from challenge.exchange.choices import SAME, TWO, chosen
from challenge.exchange.difference import Difference
from challenge.exchange.events import TableUndone
from challenge.exchange.importing import Reversible, importer_of
from challenge.exchange.keeping import Looked, Sent, begin_import, keep_looked, waiting
from challenge.exchange.lines import choices_of, leaver_line, reversal
from challenge.exchange.models import ImportLine, TableImport
from challenge.exchange.queries import LineFilter, every_line, import_by_public_id, matching, suspect_lines
from challenge.kernel.errors import Conflict, Invalid, NotFound, Rejected
from challenge.kernel.work import Work

CHANGED_WORDS = ("arrivals", "changes", "leavers")


def choose_lines(work: Work, import_id: int, shown: Sequence[int], accepted: Sequence[int]) -> dict[str, Any]:
    """Choose lines of a page: those in `accepted` are, the others of `shown` are not."""
    waiting(work, import_id, "ready")
    mine = (ImportLine.import_id == import_id) & (ImportLine.act != "suspect")
    for start in range(0, len(shown), 500):
        part = shown[start : start + 500]
        taken = ImportLine.id.in_([one for one in part if one in set(accepted)])
        work.session.execute(update(ImportLine).where(mine, ImportLine.id.in_(part)).values(chosen=taken))
    return {"shown": len(shown)}


def choose_all(work: Work, import_id: int, wanted: LineFilter, *, accepted: bool) -> dict[str, Any]:
    """Choose every line of a filter, or none of them; fields that persons wrote themselves are chosen one by one."""
    waiting(work, import_id, "ready")
    which = [ImportLine.import_id == import_id, ImportLine.act != "suspect", *matching(wanted)]
    if accepted:
        which.append(ImportLine.contested.is_(False))
    work.session.execute(update(ImportLine).where(*which).values(chosen=accepted))
    return {"act": wanted.act}


def answer_suspects(work: Work, import_id: int, line_ids: Sequence[int] | None, answer: str) -> dict[str, Any]:
    """Say of suspects that they are SAME or TWO persons, or "" for not decided; None means all without an answer.

    Raises:
        Invalid("exchange.answer"): neither.
    """
    waiting(work, import_id, "ready")
    if answer not in (SAME, TWO, ""):
        raise Invalid("exchange.answer", "answer")
    which = [ImportLine.import_id == import_id, ImportLine.act == "suspect"]
    which.append(ImportLine.answer == "" if line_ids is None else ImportLine.id.in_(line_ids))
    if answer == TWO:
        which.append(ImportLine.bound.is_(False))
    work.session.execute(update(ImportLine).where(*which).values(answer=answer, chosen=answer != ""))
    return {"answer": answer}


def decide_lines(
    work: Work, import_id: int, shown: Sequence[int], accepted: Sequence[int], answers: Mapping[int, str]
) -> dict[str, Any]:
    """Keep what a page of lines says: ticks of the lines it shows, and answers about suspects."""
    if shown:
        choose_lines(work, import_id, shown, accepted)
    for answer in sorted(set(answers.values())):
        answer_suspects(work, import_id, [one for one, given in answers.items() if given == answer], answer)
    return {"shown": len(shown)}


Decided = tuple[Sequence[int], Sequence[int], Mapping[int, str]]
_NOTHING: Decided = ((), (), {})


def ask_apply(work: Work, import_id: int, expected: str, decided: Decided = _NOTHING) -> dict[str, Any]:
    """Let the worker apply an import as it was chosen, the last page of choices included.

    Raises:
        Conflict("exchange.changed"): the lines are others than those that were looked at.
    """
    row = waiting(work, import_id, "ready")
    if row.fingerprint != expected:
        raise Conflict("exchange.changed")
    decide_lines(work, import_id, *decided)
    row.state, row.done_share, row.heartbeat_at = "applying", 0.0, None
    row.applied_by = work.actor.account_id or None
    return {"import": row.public_id}


def apply_import(
    work: Work, import_id: int, upload: Upload, expected: str = "", decided: Decided = _NOTHING
) -> dict[str, Any]:
    """Apply what was chosen of a waiting import, whole and once; return the counts of what it changed.

    Raises:
        Conflict("exchange.decided"): applied or dropped by somebody faster.
        Conflict("exchange.changed"): the data changed since the lines were shown.
        Rejected("exchange.refused"): findings by now; nothing was applied.
    """
    row = waiting(work, import_id, "ready", "applying")
    if row.state == "ready":
        decide_lines(work, import_id, *decided)
    difference = difference_of(work.session, work.edition_id, upload)
    if difference.findings:
        raise Rejected("exchange.refused", list(difference.findings))
    if difference.fingerprint() != row.fingerprint or (expected and expected != row.fingerprint):
        raise Conflict("exchange.changed")
    return _apply(work, row, upload, difference)


def _apply(work: Work, row: TableImport, upload: Upload, difference: Difference) -> dict[str, Any]:
    accepted = chosen(difference, choices_of(every_line(work.session, row.id)))
    counts = apply_difference(work, upload.importer, accepted, row.sha256)
    row.state, row.applied_at, row.done_share, row.heartbeat_at = "applied", work.real, 1.0, None
    row.applied_by = row.applied_by or work.actor.account_id or None
    applied = {f"applied_{name}": counts[name] for name in CHANGED_WORDS}
    row.counts = {**row.counts, **applied, "undecided": len(accepted.suspects)}
    _keep_applied(work, row.id, difference, accepted)
    return counts


def _keep_applied(work: Work, import_id: int, difference: Difference, accepted: Difference) -> None:
    """Drop the lines that were not applied, add who left by an answer: what is kept is what an undoing needs."""
    mine = ImportLine.import_id == import_id
    open_suspects = (ImportLine.act == "suspect") & (ImportLine.answer == "")
    dead = (ImportLine.chosen.is_(False) & (ImportLine.act != "suspect")) | open_suspects
    work.session.execute(delete(ImportLine).where(mine, dead))
    asked_about = {one.other for one in difference.suspects}
    left = [leaver_line(one) for one in accepted.leavers if one.key in asked_about]
    if left:
        work.session.execute(insert(ImportLine), [{"import_id": import_id, **line} for line in left])


def apply_sent(work: Work, sent: Sent, upload: Upload, answers: Mapping[str, str]) -> dict[str, Any]:
    """Apply a file that nobody looks at line by line (a command); it is kept like any other and can be undone.

    Args:
        work: its edition is changed.
        sent: the file as it came.
        upload: its rows.
        answers: per suspected key SAME or TWO; who may be somebody known already waits without one.

    Raises:
        Rejected("exchange.refused"): findings; nothing was applied.
    """
    difference = difference_of(work.session, work.edition_id, upload)
    if difference.findings:
        raise Rejected("exchange.refused", list(difference.findings))
    cautious = cautious_choices(difference)
    decided = {**cautious.answers, **answers}
    accepted = chosen(difference, replace(cautious, answers=decided))
    if accepted.is_empty and not accepted.standing:
        return accepted.counts()
    row = import_by_public_id(work.session, work.edition_id, str(begin_import(work, sent)["import"]))
    assert row is not None
    keep_looked(work, row.id, Looked("ready", counts=difference.counts(), difference=difference))
    for line in suspect_lines(work.session, row.id):
        line.answer = decided.get(line.key, "")
        line.chosen = line.answer != ""
    return _apply(work, row, upload, difference)


def undo_import(work: Work, import_id: int) -> dict[str, Any]:
    """Undo an applied import as far as nothing changed since; return how many lines were undone and left alone.

    Raises:
        Conflict("exchange.decided"): it is not applied, or undone already.
        NotFound("exchange.not_kept"): its former values are not kept any more, or never were.
    """
    row = waiting(work, import_id, "applied")
    importer, lines = importer_of(row.kind, row.scope), every_line(work.session, import_id)
    if not isinstance(importer, Reversible) or not lines:
        raise NotFound("exchange.not_kept")
    back = reversal(lines, importer.known(work.session, work.edition_id))
    importer.apply(work, back.difference)
    row.state, row.undone_at, row.undone_by = "undone", work.real, work.actor.account_id or None
    undone = len(back.difference.leavers) + sum(len(one.fields) for one in back.difference.changes)
    work.emit(TableUndone(import_id=row.id, kind=row.kind, undone=undone, left=len(back.passed)))
    return {"undone": undone, "left": len(back.passed)}


def drop_import(work: Work, import_id: int) -> dict[str, Any]:
    """Give a waiting import up: its lines go, nothing changes."""
    row = waiting(work, import_id, "reading", "asking", "wrong", "ready")
    work.session.execute(delete(ImportLine).where(ImportLine.import_id == import_id))
    row.state, row.columns, row.findings = "dropped", {}, []
    return {"kind": row.kind, "sha256": row.sha256}
