"""From bytes to lines: any usual encoding, separator and quoting of the programs people keep their lists in."""

import csv
import io
from dataclasses import dataclass

from challenge.exchange.encodings import decoded
from challenge.kernel.errors import Invalid, TooLarge
from challenge.kernel.text import clean_line
from challenge.kernel.turns import waiting
from challenge.runtime.apart import Died, run_apart

PACKED = b"PK\x03\x04"
WORKBOOKS = "challenge.exchange.workbooks:sheet_lines_apart"
MOST_BYTES = 40_000_000
MOST_LINES = 100_000
SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One record. `number` is the first line of the file it stands on, from 1 (a quoted cell may span several)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the records under it, cells trimmed, empty records left out.

    A workbook has the encoding `xlsx` and no separator.
    """

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str
    separator: str


def read_table(data: bytes) -> Table:
    """Return the table in a file: text separated by comma, semicolon, tab or bar, or a workbook (XLSX).

    Raises:
        TooLarge("exchange.too_large"), TooLarge("exchange.too_many_lines"): beyond 40 MB or 100,000 records.
        TooLarge("exchange.packed_too_large"): a workbook that is far larger unpacked.
        Invalid("exchange.not_text"): another archive or binary content.
        Invalid("exchange.encoding_mixed"): two encodings in one file; names the line.
        Invalid("exchange.empty"): not even a header.
        Invalid("exchange.broken"): a quote that never closes, or a cell beyond 131,072 characters; names the line.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge("exchange.too_large", "file", most_mb=MOST_BYTES // 1_000_000)
    if data.startswith(PACKED):
        return _table([Line(number, cells) for number, cells in _workbook(data)], "xlsx", "")
    text, encoding = decoded(data)
    text, separator = _separated(text)
    return _table(_records(text, separator), encoding, separator)


def _workbook(data: bytes) -> list[tuple[int, tuple[str, ...]]]:
    """Read a workbook in a process apart: what strangers packed cannot hurt this one, nor stay in its memory.

    Raises:
        Invalid("exchange.not_text"): it brought that process down.
    """
    try:
        with waiting():
            found: list[tuple[int, tuple[str, ...]]] = run_apart(WORKBOOKS, data, MOST_LINES, on_message=lambda _: None)
    except Died as died:
        raise Invalid("exchange.not_text", "file") from died
    return found


def _table(records: list[Line], encoding: str, separator: str) -> Table:
    header = tuple(clean_line(cell) for cell in records[0].cells) if records else ()
    if not any(header):
        raise Invalid("exchange.empty", "file")
    return Table(header, tuple(records[1:]), encoding, separator)


def _separated(text: str) -> tuple[str, str]:
    """Return the text without a spreadsheet's `sep=;` line, and the separator of its cells."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # The line is replaced by an empty one so that the numbers of the others stay right.
        return "\n" + rest, first.strip()[4]
    return text, max(SEPARATORS, key=lambda separator: _fitness(text, separator))


def _fitness(text: str, separator: str) -> tuple[float, int]:
    """Return how well a separator cuts the first lines: into as many cells as the header, and into how many.

    A header alone does not tell: "last name, first name;level" has one separator too many.
    """
    whole = text.lstrip()[:LOOKED_AT].rpartition("\n")[0] or text.lstrip()[:LOOKED_AT]
    rows = csv.reader(io.StringIO(whole, newline=""), delimiter=separator, skipinitialspace=True)
    try:
        counts = [len(row) for row in rows if row]
    except csv.Error:
        counts = []
    if not counts or counts[0] < 2:
        return 0.0, 0
    alike = sum(count == counts[0] for count in counts[1:])
    # A comma with a space behind it belongs to a sentence.
    spoken = 0.4 if 2 * whole.count(separator + " ") > whole.count(separator) else 0.0
    return (0.5 + alike) / len(counts) - spoken, counts[0]


def _records(text: str, separator: str) -> list[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True)
    records: list[Line] = []
    last = 0
    try:
        for cells in reader:
            number, last = last + 1, reader.line_num
            trimmed = tuple(cell.strip() for cell in cells)
            if any(trimmed):
                records.append(Line(number, trimmed))
            if len(records) > MOST_LINES + 1:
                raise TooLarge("exchange.too_many_lines", "file", most=MOST_LINES)
    except csv.Error as broken:
        raise Invalid("exchange.broken", str(reader.line_num), line=reader.line_num) from broken
    return records
