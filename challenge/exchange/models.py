"""Tables of imports: each one from its upload to its undoing, line by line, and what columns were said to mean."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    json_value,
    moment,
    outside_name,
    personal,
    personal_json,
    plain,
    primary_key,
    reference,
)
from challenge.kernel.db import Base

KEPT_DAYS = 30
UNDO = "showing, deciding and undoing an import"


class TableImport(Base):
    """One file and what became of it.

    `state` goes reading, asking (unknown columns), wrong or ready, applying, applied, undone; dropped when nobody
    decided. `source` is desk, command or link; `scope` narrows a list to a school. `fingerprint` is of the difference
    that the lines show. `counts` are of the difference, and of what was applied once it was. `columns` are those to
    be asked about, `findings` the first wrong places.
    """

    __tablename__ = "table_import"
    __table_args__ = (Index("ix_table_import_edition_state", "edition_id", "state"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    account_id: Mapped[int | None] = reference("account.id", index=False)
    kind: Mapped[str] = plain(40)
    source: Mapped[str] = plain(10)
    scope: Mapped[str] = plain(80)
    file_name: Mapped[str] = plain(120)
    sha256: Mapped[str] = plain(64)
    size: Mapped[int] = mapped_column(Integer, default=0)
    partial: Mapped[bool] = mapped_column(Boolean, default=False)
    state: Mapped[str] = plain(10)
    fingerprint: Mapped[str] = plain(64)
    format: Mapped[str] = plain(40)
    counts: Mapped[dict[str, int]] = json_value()
    columns: Mapped[dict[str, Any]] = personal_json("examples of the columns to be asked about", keep_days=KEPT_DAYS)
    findings: Mapped[list[dict[str, Any]]] = personal_json(
        "wrong places of a file, to be corrected", keep_days=KEPT_DAYS
    )
    done_share: Mapped[float] = mapped_column(Float, default=0.0)
    heartbeat_at: Mapped[datetime | None] = moment()
    made_at: Mapped[datetime] = moment(index=True)
    applied_at: Mapped[datetime | None] = moment()
    applied_by: Mapped[int | None] = reference("account.id", index=False)
    undone_at: Mapped[datetime | None] = moment()
    undone_by: Mapped[int | None] = reference("account.id", index=False)


class ImportLine(Base):
    """One line of a difference, and after it was applied what was there before.

    `act` is arrival, change (one per field), leaver or suspect; `field` of a suspect is the key of the other. `new` of
    an arrival holds its values, of a suspect the fields that change when the two are one. `answer` is of suspects.
    """

    __tablename__ = "import_line"
    __table_args__ = (Index("ix_import_line_act", "import_id", "act", "id"),)

    id: Mapped[int] = primary_key()
    import_id: Mapped[int] = reference("table_import.id", index=False)
    act: Mapped[str] = plain(8)
    key: Mapped[str] = personal(300, UNDO, keep_days=KEPT_DAYS)
    field: Mapped[str] = personal(300, UNDO, keep_days=KEPT_DAYS)
    label: Mapped[str] = personal(600, UNDO, keep_days=KEPT_DAYS)
    line: Mapped[int] = mapped_column(Integer, default=0)
    old: Mapped[Any | None] = personal_json(UNDO, keep_days=KEPT_DAYS)
    new: Mapped[Any | None] = personal_json(UNDO, keep_days=KEPT_DAYS)
    contested: Mapped[bool] = mapped_column(Boolean, default=False)
    bound: Mapped[bool] = mapped_column(Boolean, default=False)
    chosen: Mapped[bool] = mapped_column(Boolean, default=True)
    answer: Mapped[str] = plain(4)


class ColumnMeaning(Base):
    """What an organiser said of a column that no field is known for; `meaning` is a field, KEEP or DROP."""

    __tablename__ = "column_meaning"
    __table_args__ = (UniqueConstraint("edition_id", "kind", "header"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    kind: Mapped[str] = plain(40)
    header: Mapped[str] = plain(200)
    title: Mapped[str] = plain(200)
    meaning: Mapped[str] = plain(60)
