"""Acts that keep an import before anybody decides: its record, what it would change, what its columns mean."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update

from challenge.exchange.columns import DROP, KEEP, heading
from challenge.exchange.difference import Difference
from challenge.exchange.importing import importer_of
from challenge.exchange.lines import lines_of
from challenge.exchange.models import KEPT_DAYS, ColumnMeaning, ImportLine, TableImport
from challenge.exchange.queries import every_line
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import clean_line
from challenge.kernel.work import Work

WAITS_DAYS = 1
FINDINGS_KEPT = 500
STALE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as it came: of what kind, from where, called how."""

    kind: str
    sha256: str
    size: int
    partial: bool = False
    source: str = "desk"
    scope: str = ""
    file_name: str = ""


def begin_import(work: Work, sent: Sent) -> dict[str, Any]:
    """Keep a file's record, to be read; return its outside name."""
    _forget_old(work)
    row = work.add(
        TableImport(
            edition_id=work.edition_id,
            account_id=work.actor.account_id or None,
            kind=importer_of(sent.kind).kind,
            source=sent.source,
            scope=sent.scope,
            file_name=clean_line(sent.file_name)[:120],
            sha256=sent.sha256,
            size=sent.size,
            partial=sent.partial,
            state="reading",
            fingerprint="",
            format="",
            counts={},
            columns={},
            findings=[],
            made_at=work.real,
        )
    )
    return {"import": row.public_id}


def _forget_old(work: Work) -> None:
    """Drop what nobody decided in a day (a list by a link: in thirty), and former values after thirty."""
    undecided = TableImport.state.in_(("reading", "asking", "wrong", "ready")) & (
        ((TableImport.source != "link") & (TableImport.made_at < work.real - timedelta(days=WAITS_DAYS)))
        | (TableImport.made_at < work.real - timedelta(days=KEPT_DAYS))
    )
    old = TableImport.made_at < work.real - timedelta(days=KEPT_DAYS)
    forgotten = select(TableImport.id).where(undecided | old)
    work.session.execute(delete(ImportLine).where(ImportLine.import_id.in_(forgotten)))
    empty: dict[str, Any] = {"columns": {}, "findings": []}
    work.session.execute(update(TableImport).where(old).values(**empty))
    work.session.execute(update(TableImport).where(undecided).values(state="dropped", **empty))


@dataclass(frozen=True, slots=True)
class Looked:
    """What reading a file gave: a state, and what the page shows of it."""

    state: str
    format: str = ""
    counts: Mapping[str, int] | None = None
    columns: Mapping[str, Any] | None = None
    findings: Sequence[Invalid] = ()
    difference: Difference | None = None


def keep_looked(work: Work, import_id: int, looked: Looked) -> None:
    """Keep what a file would change, as lines that wait for a decision."""
    row = work.locked(TableImport, import_id)
    if row.state not in ("reading", "ready", "asking", "wrong"):
        return
    row.state, row.format, row.counts = looked.state, looked.format, dict(looked.counts or {})
    row.columns, row.done_share, row.heartbeat_at = dict(looked.columns or {}), 0.0, None
    kept = looked.findings[:FINDINGS_KEPT]
    row.findings = [{"place": one.place, "code": one.code, "params": one.params} for one in kept]
    decided = _decided(work, import_id)
    work.session.execute(delete(ImportLine).where(ImportLine.import_id == import_id))
    if looked.difference is not None and looked.state == "ready":
        row.fingerprint = looked.difference.fingerprint()
        lines = [{"import_id": import_id, **line} for line in lines_of(looked.difference)]
        for line in lines:
            # What was decided before the data changed stays decided, where the line is still the same.
            line.update(decided.get(_mark(line["act"], line["key"], line["field"], line["new"]), {}))
        if lines:
            work.session.execute(insert(ImportLine), lines)


def _decided(work: Work, import_id: int) -> dict[str, dict[str, Any]]:
    lines = every_line(work.session, import_id)
    return {_mark(one.act, one.key, one.field, one.new): {"chosen": one.chosen, "answer": one.answer} for one in lines}


def _mark(*parts: Any) -> str:  # noqa: ANN401 - JSON
    return json.dumps(parts, sort_keys=True, ensure_ascii=False)


def keep_meanings(work: Work, import_id: int, meanings: Mapping[str, str]) -> dict[str, Any]:
    """Remember what columns mean in this edition and read the file again by it.

    Args:
        work: its edition.
        import_id: the waiting import.
        meanings: title -> name of a field, KEEP or DROP.

    Raises:
        Invalid("exchange.meaning"): no such field.
    """
    row = waiting(work, import_id, "asking", "ready", "wrong")
    remember_meanings(work, row.kind, meanings)
    row.state, row.columns = "reading", {}
    return {"import": row.public_id}


def remember_meanings(work: Work, kind: str, meanings: Mapping[str, str]) -> None:
    """Keep what columns mean; the last word counts.

    Raises:
        Invalid("exchange.meaning"): neither a field of this kind of list nor `KEEP` or `DROP`.
    """
    fields = {column.name for column in importer_of(kind).columns}
    known = {
        row.header: row
        for row in work.session.execute(
            select(ColumnMeaning).where(ColumnMeaning.edition_id == work.edition_id, ColumnMeaning.kind == kind)
        ).scalars()
    }
    for title, meaning in meanings.items():
        if meaning not in (KEEP, DROP) and meaning not in fields:
            raise Invalid("exchange.meaning", title, column=title)
        header = heading(title)
        if header not in known:
            known[header] = ColumnMeaning(edition_id=work.edition_id, kind=kind, header=header, title=title[:200])
            work.session.add(known[header])
        known[header].meaning = meaning


def forget_meaning(work: Work, kind: str, header: str) -> dict[str, Any]:
    """Forget what one column means; the next file asks again."""
    work.session.execute(
        delete(ColumnMeaning).where(
            ColumnMeaning.edition_id == work.edition_id, ColumnMeaning.kind == kind, ColumnMeaning.header == header
        )
    )
    return {"header": header}


def waiting(work: Work, import_id: int, *states: str) -> TableImport:
    """Return an import of the work's edition, locked, in one of the states.

    Raises:
        Conflict("exchange.decided"): it is in another one by now.
    """
    row = work.locked(TableImport, import_id)
    if row.edition_id != work.edition_id or row.state not in states:
        raise Conflict("exchange.decided")
    return row
