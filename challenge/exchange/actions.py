"""The act behind every import: compare again inside the work, then all or nothing."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from challenge.exchange.columns import Sheet, read_rows
from challenge.exchange.difference import Difference
from challenge.exchange.events import TableImported
from challenge.exchange.importing import Importer
from challenge.exchange.tables import read_table
from challenge.kernel.errors import Conflict, Rejected
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


def read_upload(importer: Importer, data: bytes, *, partial: bool) -> Upload:
    """Return a file's rows; needs no database, so it is done before the work begins."""
    sheet = read_rows(read_table(data), importer.columns)
    return Upload(importer, sheet, partial, hashlib.sha256(data).hexdigest())


def difference_of(session: Session, edition_id: int, upload: Upload) -> Difference:
    """Return what a file would change now; with findings in its cells nothing else is compared."""
    if upload.sheet.findings:
        return Difference(findings=upload.sheet.findings)
    return upload.importer.compare(session, edition_id, upload.sheet.rows, partial=upload.partial)


def apply_upload(work: Work, upload: Upload, expected: str = "") -> dict[str, Any]:
    """Apply a file and return the counts of what it changed.

    Args:
        work: its edition is changed.
        upload: what was read from the file.
        expected: fingerprint of the difference that somebody agreed to; "" when nobody was asked.

    Raises:
        Rejected("exchange.refused"): findings; nothing was applied.
        Conflict("exchange.changed"): the difference is another one by now; look again.
    """
    difference = difference_of(work.session, work.edition_id, upload)
    if difference.findings:
        raise Rejected("exchange.refused", list(difference.findings))
    if expected and difference.fingerprint() != expected:
        raise Conflict("exchange.changed")
    if not difference.is_empty:
        upload.importer.apply(work, difference)
        counts = difference.counts()
        work.emit(
            TableImported(
                kind=upload.importer.kind,
                sha256=upload.sha256,
                arrivals=counts["arrivals"],
                changes=counts["changes"],
                leavers=counts["leavers"],
            )
        )
    return difference.counts()
