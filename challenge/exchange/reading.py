"""Reading and applying a waiting file: small ones at once, large ones by the worker, with its progress kept."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import or_, select

from challenge.exchange.actions import Upload, difference_of, read_upload, reading_of
from challenge.exchange.columns import DROP, heading
from challenge.exchange.deciding import apply_import
from challenge.exchange.importing import importer_of
from challenge.exchange.keeping import Looked, keep_looked
from challenge.exchange.models import TableImport
from challenge.exchange.uploads import Uploads
from challenge.kernel.actor import HOUSE, Actor
from challenge.kernel.clock import monotonic
from challenge.kernel.db import Database
from challenge.kernel.errors import ChallengeError, Invalid, Rejected
from challenge.kernel.work import Work, Works
from challenge.runtime.duties import Duty
from challenge.runtime.opening import Opened

AT_ONCE_BYTES = 300_000
AT_ONCE_LINES = 2_500
STALE = timedelta(seconds=90)
NOTE_EVERY_S = 1.0

_log = logging.getLogger("challenge.exchange")


class Reader:
    """Reads waiting files of one edition.

    Args:
        works: for keeping what was found.
        instance: folder of everything local.
        by: whose edition, and who acts.
    """

    def __init__(self, works: Works, instance: Path, by: Actor) -> None:
        self._works = works
        self._database: Database = works.database
        self._uploads = Uploads(instance, by.edition_id)
        self._by = by

    def upload(self, row: TableImport, note: Callable[[float], None] = lambda _share: None) -> Upload:
        """Return a waiting file as rows, by the columns that are remembered now.

        Raises:
            NotFound("exchange.upload_gone"): the file is not there any more.
            ChallengeError: it is no table.
        """
        data = self._uploads.read(row.sha256)
        importer = importer_of(row.kind, row.scope)
        with self._database.read() as session:
            reading = reading_of(session, row.edition_id, importer)
        upload = read_upload(importer, data, partial=row.partial, reading=reading, note=note)
        if row.source == "link" and upload.sheet.unknown:
            # Nobody outside is asked about columns: what we do not know is not taken from there.
            left_out = {heading(one.title): DROP for one in upload.sheet.unknown}
            reading = replace(reading, meanings={**reading.meanings, **left_out})
            upload = read_upload(importer, data, partial=row.partial, reading=reading)
        return upload

    def look(self, row: TableImport, note: Callable[[float], None] = lambda _share: None) -> str:
        """Read a file, keep what it would change, and return the state that this gives."""
        try:
            looked = self._looked(row, note)
        except Rejected as wrong:
            looked = Looked("wrong", findings=wrong.findings, counts={"errors": len(wrong.findings)})
        except ChallengeError as wrong:
            only = Invalid(wrong.code, wrong.place or "file", **wrong.params)
            looked = Looked("wrong", findings=[only], counts={"errors": 1})
        self._works.perform(self._by, keep_looked, row.id, looked)
        return looked.state

    def _looked(self, row: TableImport, note: Callable[[float], None]) -> Looked:
        upload = self.upload(row, note)
        sheet = upload.sheet
        asked = [{"title": one.title, "examples": one.examples, "guess": one.guess} for one in sheet.unknown]
        columns: dict[str, Any] = {"unknown": asked, "custom": sheet.custom, "dropped": sheet.dropped}
        marks = f"“{sheet.separator}”".replace("\t", "TAB") if sheet.separator else ""
        read_as = " ".join(part for part in (sheet.encoding, marks) if part)
        if asked and row.source != "link":
            return Looked("asking", read_as, {"errors": len(sheet.findings)}, columns)
        with self._database.read() as session:
            found = difference_of(session, row.edition_id, upload)
        if found.findings:
            return Looked("wrong", read_as, found.counts(), columns, found.findings)
        return Looked("ready", read_as, found.counts(), columns, (), found)

    def drop(self, sha256: str) -> None:
        """Forget a file."""
        self._uploads.drop(sha256)


def duty(ground: Opened) -> Duty:
    """Return the duty of the worker."""
    return Duty("imports", lambda: do_one(ground))


def claim_import(work: Work) -> int | None:
    """Take the oldest file that waits to be read or applied, also one whose worker died; None when there is none."""
    stale = or_(TableImport.heartbeat_at.is_(None), TableImport.heartbeat_at < work.real - STALE)
    # A small file is read by the request that brought it: the worker takes it only when that request died.
    large = or_(TableImport.size > AT_ONCE_BYTES, TableImport.made_at < work.real - STALE)
    wanted = select(TableImport).where(
        or_((TableImport.state == "reading") & large, TableImport.state == "applying"), stale
    )
    row = work.session.execute(wanted.order_by(TableImport.id).limit(1).with_for_update(skip_locked=True)).scalar()
    if row is None:
        return None
    row.heartbeat_at = work.real
    return row.id


def note_share(work: Work, import_id: int, share: float) -> None:
    """Keep how much of a file is done, and that its worker lives."""
    row = work.locked(TableImport, import_id)
    row.done_share, row.heartbeat_at = round(share, 3), work.real


def do_one(ground: Opened) -> bool:
    """Take and do one waiting file; False when none waits. Killed in the middle, the next one begins anew."""
    import_id = ground.works.perform(HOUSE, claim_import)
    if import_id is None:
        return False
    with ground.database.read() as session:
        row = session.get_one(TableImport, import_id)
    by = replace(HOUSE, edition_id=row.edition_id)
    reader = Reader(ground.works, ground.config.instance, by)
    note = _noter(ground, by, import_id)
    if row.state == "reading":
        reader.look(row, note)
        return True
    apply_kept(ground.works, reader, row, by, note)
    return True


def apply_kept(
    works: Works, reader: Reader, row: TableImport, by: Actor, note: Callable[[float], None] = lambda _share: None
) -> None:
    """Apply an import that somebody asked for; when the data changed meanwhile, show the present difference instead."""
    try:
        upload = reader.upload(row, note)
        works.perform(by, apply_import, row.id, upload)
    except ChallengeError as problem:
        _log.info("import %s not applied: %s", row.public_id, problem)
        works.perform(by, look_again, row.id)
        reader.look(row, note)
        return
    reader.drop(row.sha256)


def look_again(work: Work, import_id: int) -> None:
    """Let a file be read anew: it could not be applied as it was shown."""
    row = work.locked(TableImport, import_id)
    if row.state == "applying":
        row.state, row.heartbeat_at, row.applied_by = "reading", None, None


def _noter(ground: Opened, by: Actor, import_id: int) -> Callable[[float], None]:
    last = [monotonic()]

    def note(share: float) -> None:
        if monotonic() - last[0] >= NOTE_EVERY_S:
            last[0] = monotonic()
            ground.works.perform(by, note_share, import_id, share)

    return note
