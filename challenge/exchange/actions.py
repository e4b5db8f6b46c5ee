"""The acts behind every import: compare again inside the work, then what was chosen, or nothing."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from challenge.exchange.choices import Choices, chosen, contested_items
from challenge.exchange.columns import Column, Sheet, read_rows
from challenge.exchange.difference import Difference
from challenge.exchange.events import TableImported
from challenge.exchange.importing import Importer, columns_of
from challenge.exchange.queries import meanings_of
from challenge.exchange.tables import read_table
from challenge.kernel.errors import Conflict, Invalid, Rejected
from challenge.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was read.

    Fields:
        partial: it is not the whole list; nobody leaves.
        sha256: of its bytes.
    """

    importer: Importer
    sheet: Sheet
    partial: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What an edition says about the columns of a kind: its fields, and what others mean (folded title -> meaning)."""

    columns: Sequence[Column]
    meanings: Mapping[str, str]


def reading_of(session: Session, edition_id: int, importer: Importer, said: Mapping[str, str] | None = None) -> Reading:
    """Return how files of a kind are read in an edition; what is `said` now goes before what is remembered."""
    meanings = {**meanings_of(session, edition_id, importer.kind), **(said or {})}
    return Reading(columns_of(importer, session, edition_id), meanings)


def read_upload(
    importer: Importer,
    data: bytes,
    *,
    partial: bool,
    reading: Reading | None = None,
    note: Callable[[float], None] = lambda _share: None,
) -> Upload:
    """Return a file's rows; done before the work begins, since it takes long and changes nothing.

    Args:
        importer: of its kind.
        data: its bytes.
        partial: it is not the whole list.
        reading: the edition's own fields and remembered columns; None takes the importer's alone.
        note: told of the share that is done, from 0 to 1.
    """
    asked = reading or Reading(importer.columns, {})
    sheet = read_rows(read_table(data), asked.columns, asked.meanings, note)
    return Upload(importer, sheet, partial, hashlib.sha256(data).hexdigest())


def difference_of(session: Session, edition_id: int, upload: Upload) -> Difference:
    """Return what a file would change now; with findings in its cells only the findings of its other lines are added.

    Findings stand in the order of the file and name its columns as it does.
    """
    sheet = upload.sheet
    wrong = {_line(one) for one in sheet.findings}
    sound = [row for row in sheet.rows if row.line not in wrong]
    if wrong and not sound:
        return Difference(findings=sheet.findings)
    found = upload.importer.compare(session, edition_id, sound, partial=upload.partial)
    compared = tuple(_titled(one, sheet.titles) for one in found.findings)
    if wrong:
        # Whoever corrects a file wants to hear of everything in it at once.
        return Difference(findings=tuple(sorted((*sheet.findings, *compared), key=_line)))
    return replace(found, findings=compared)


def _line(finding: Invalid) -> int:
    line = (finding.place or "").partition(":")[0]
    return int(line) if line.isdecimal() else 0


def _titled(finding: Invalid, titles: Mapping[str, str]) -> Invalid:
    """Return a finding whose column is called as in the file."""
    line, _, name = (finding.place or "").partition(":")
    return Invalid(finding.code, f"{line}:{titles[name]}", **finding.params) if name in titles else finding


def default_choices(difference: Difference) -> Choices:
    """Return the decision of nobody: everything joins, but nobody's own words are replaced."""
    return Choices(contested_items(difference), open_are_two=True)


def apply_upload(work: Work, upload: Upload, expected: str = "", choices: Choices | None = None) -> dict[str, Any]:
    """Apply what was chosen of a file and return the counts of what it changed.

    Args:
        work: its edition is changed.
        upload: what was read from the file.
        expected: fingerprint of the difference that somebody agreed to; "" when nobody was asked.
        choices: what was accepted of it; None = everything but fields that persons wrote themselves.

    Raises:
        Rejected("exchange.refused"): findings; nothing was applied.
        Conflict("exchange.changed"): the difference is another one by now; look again.
    """
    difference = difference_of(work.session, work.edition_id, upload)
    if difference.findings:
        raise Rejected("exchange.refused", list(difference.findings))
    if expected and difference.fingerprint() != expected:
        raise Conflict("exchange.changed")
    accepted = chosen(difference, choices or default_choices(difference))
    return apply_difference(work, upload.importer, accepted, upload.sha256)


def apply_difference(work: Work, importer: Importer, accepted: Difference, sha256: str) -> dict[str, Any]:
    """Change the house by a difference made in this work, and tell it."""
    if accepted.is_empty and not accepted.standing:
        return accepted.counts()
    importer.apply(work, accepted)
    counts = accepted.counts()
    told = {name: counts[name] for name in ("arrivals", "changes", "leavers")}
    if not accepted.is_empty:
        work.emit(TableImported(kind=importer.kind, sha256=sha256, **told))
    return counts


def cautious_choices(difference: Difference) -> Choices:
    """Return the decision of a program: who may be somebody known already waits, everybody else joins."""
    certain = {one.key: "two" for one in difference.suspects if one.same is None}
    return replace(default_choices(difference), answers=certain, open_are_two=False)
