"""Judging files (docs/contracts: "Judging files"): read strictly, report every wrong place, write all or nothing."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from challenge.kernel.errors import Invalid, Rejected

T = TypeVar("T")
_MOST_FINDINGS = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file; `line` counts from 1, the header included, cells are stripped."""

    file: str
    line: int
    cells: dict[str, str]

    def place(self, column: str) -> str:
        """Return `file:line:column`, where a finding points to."""
        return f"{self.file}:{self.line}:{column}"


class Folder:
    """The files of one act, and everything found wrong in them.

    Reading goes on after a finding so that the organiser sees all of them at once; `settle` ends it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.findings: list[Invalid] = []

    def settle(self) -> None:
        """Go on only when nothing was found.

        Raises:
            Rejected: `judging.files_rejected` with at most fifty findings.
        """
        if self.findings:
            raise Rejected("judging.files_rejected", self.findings[:_MOST_FINDINGS])

    def refuse(self, row: Row, column: str, code: str, **params: str | int | float) -> None:
        """Note a finding about one cell."""
        self.findings.append(Invalid(code, row.place(column), **params))

    def attempt(self, row: Row, column: str, read: Callable[[str], T]) -> T | None:
        """Read one cell; None when it was refused and noted."""
        try:
            return read(row.cells[column])
        except Invalid as refusal:
            self.refuse(row, column, refusal.code, **refusal.params)
            return None

    def rows(self, name: str, columns: Sequence[str]) -> list[Row]:
        """Read a table whose header has at least these columns; blank lines do not count.

        Text may be UTF-8 or UTF-16 with a mark, UTF-8 or cp1252 without; cells are separated by comma, semicolon or
        tab. Findings: `judging.file_missing`, `judging.file_not_csv`, `judging.column_missing`, `judging.row_length`,
        `judging.cell_empty` for a blank cell of these columns.
        """
        try:
            text = decode((self.path / name).read_bytes())
        except FileNotFoundError:
            self.findings.append(Invalid("judging.file_missing", name))
            return []
        try:
            found = self._parsed(name, text)
        except csv.Error as refusal:
            self.findings.append(Invalid("judging.file_not_csv", name, reason=str(refusal)))
            return []
        return self._with_columns(name, found, columns)

    def _parsed(self, name: str, text: str) -> list[Row]:
        """Split text into rows keyed by the header."""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
        header = [cell.strip().lower() for cell in next(reader, [])]
        rows = [Row(name, 1, dict.fromkeys(header, ""))]
        if not any(header):  # a blank first line names no column, so nothing can be said of the lines below
            return rows
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            row = Row(name, reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
            if len(cells) == len(header):
                rows.append(row)
            else:
                self.refuse(row, header[min(len(cells), len(header) - 1)], "judging.row_length", cells=len(cells))
        return rows

    def _with_columns(self, name: str, rows: list[Row], columns: Sequence[str]) -> list[Row]:
        """Hold header and cells against the columns that must be there."""
        head, body = rows[0], rows[1:]
        missing = [column for column in columns if column not in head.cells]
        self.findings += [Invalid("judging.column_missing", f"{name}:1:{column}") for column in missing]
        if missing:
            return []
        for row in body:
            for column in columns:
                if not row.cells[column]:
                    self.refuse(row, column, "judging.cell_empty")
        return [row for row in body if all(row.cells[column] for column in columns)]


def decode(raw: bytes) -> str:
    """Turn bytes into text, whatever an office program made of it; every byte string gives some text."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Guess the separator from the header: the sign it holds most often, a comma when it holds none."""
    header = text.split("\n", 1)[0]
    return max(",;\t", key=header.count)


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[str | int | float]]) -> None:
    """Write a table; until the last byte is there the old file stays as it was.

    Raises:
        OSError: the folder is missing, full or not ours.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    if path.exists() and not path.is_file():  # a pipe or /dev/stdout cannot be replaced by renaming
        path.write_text(text.getvalue(), encoding="utf-8")
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_text(text.getvalue(), encoding="utf-8")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
