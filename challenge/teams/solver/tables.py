"""Plain CSV tables of an assignment folder: columns by name, and refusals that name the line."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path

from challenge.kernel.errors import Invalid


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table; `number` counts lines of the file from 1, the header included."""

    file: str
    number: int
    cells: dict[str, str]

    def wrong(self, code: str, column: str) -> Invalid:
        """Make the refusal of one cell."""
        value = self.cells.get(column, "")[:80]
        params: dict[str, str | int] = {"file": self.file, "line": self.number, "column": column, "value": value}
        return Invalid(code, f"{self.file}:{self.number}:{column}", **params)

    def text(self, column: str) -> str:
        """Return a cell without the spaces around it; a column that the table lacks is empty."""
        return self.cells.get(column, "").strip()

    def name(self, column: str) -> str:
        """Return a cell that must not be empty.

        Raises:
            Invalid("teams.cell_empty"): nothing there.
        """
        text = self.text(column)
        if not text:
            raise self.wrong("teams.cell_empty", column)
        return text

    def whole(self, column: str, low: int, high: int = 1_000_000) -> int:
        """Return a whole number in [low, high].

        Raises:
            Invalid("teams.cell_number"): not a number, or out of range.
        """
        text = self.text(column)
        if not (text.isascii() and text.isdigit()) or not low <= int(text) <= high:
            raise self.wrong("teams.cell_number", column)
        return int(text)

    def flag(self, column: str, default: bool) -> bool:
        """Return a 0/1 cell; an empty one takes the default.

        Raises:
            Invalid("teams.cell_flag"): something else than 0 or 1.
        """
        text = self.text(column)
        if text not in ("", "0", "1"):
            raise self.wrong("teams.cell_flag", column)
        return text == "1" if text else default

    def names(self, column: str) -> frozenset[str]:
        """Return the parts of a cell joined by `;`, without empty ones."""
        return frozenset(part.strip() for part in self.text(column).split(";") if part.strip())


def read_table(path: Path, columns: tuple[str, ...]) -> list[Line]:
    """Read the lines of a UTF-8 CSV file with a header, in order; blank lines are skipped.

    Raises:
        Invalid("teams.file_missing"), Invalid("teams.file_encoding"), Invalid("teams.file_csv"): unreadable.
        Invalid("teams.column_missing"): the header lacks one of `columns`.
        Invalid("teams.line_cells"): a line with another number of cells than the header.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as reason:
        raise Invalid("teams.file_missing", path.name, file=path.name) from reason
    except UnicodeDecodeError as reason:
        raise Invalid("teams.file_encoding", path.name, file=path.name, byte=reason.start) from reason
    rows = _rows(path.name, text)
    header = [name.strip() for name in rows[0][1]] if rows else []
    for column in columns:
        if column not in header:
            raise Invalid("teams.column_missing", f"{path.name}:1:{column}", file=path.name, line=1, column=column)
    return [Line(path.name, number, _cells(path.name, number, header, cells)) for number, cells in rows[1:]]


def _rows(file: str, text: str) -> list[tuple[int, list[str]]]:
    """Parse CSV into (line number, cells); a record that spans lines has the number of its last one."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as reason:
        number = reader.line_num
        raise Invalid("teams.file_csv", f"{file}:{number}", file=file, line=number) from reason


def _cells(file: str, number: int, header: list[str], cells: list[str]) -> dict[str, str]:
    if len(cells) != len(header):
        raise Invalid("teams.line_cells", f"{file}:{number}", file=file, line=number, cells=len(cells))
    return dict(zip(header, cells, strict=True))
