"""From bytes to lines: any usual encoding, separator and quoting of the programs people keep their lists in."""

import codecs
import csv
import io
from dataclasses import dataclass

from challenge.kernel.errors import Invalid, TooLarge
from challenge.kernel.text import clean_line

MOST_BYTES = 40_000_000
MOST_LINES = 100_000
SEPARATORS = (",", ";", "\t")

_NOT_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x1f\x8b")
_MARKED = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Line:
    """One record. `number` is the first line of the file it stands on, from 1 (a quoted cell may span several)."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the records under it, cells trimmed, empty records left out."""

    header: tuple[str, ...]
    lines: tuple[Line, ...]
    encoding: str
    separator: str


def read_table(data: bytes) -> Table:
    """Return the table in a file of comma-, semicolon- or tab-separated text.

    UTF-8 and UTF-16 with or without byte order mark are recognised; what is neither counts as Windows-1252 (Latin-1
    where that has no character).

    Raises:
        TooLarge("exchange.too_large"), TooLarge("exchange.too_many_lines"): beyond 40 MB or 100,000 records.
        Invalid("exchange.not_text"): a workbook, an archive or other binary content.
        Invalid("exchange.empty"): not even a header.
        Invalid("exchange.broken"): a quote that never closes, or a cell beyond 131,072 characters; names the line.
    """
    if len(data) > MOST_BYTES:
        raise TooLarge("exchange.too_large", "file", most_mb=MOST_BYTES // 1_000_000)
    text, encoding = decoded(data)
    text, separator = _separated(text)
    records = _records(text, separator)
    header = tuple(clean_line(cell) for cell in records[0].cells) if records else ()
    if not any(header):
        raise Invalid("exchange.empty", "file")
    return Table(header, tuple(records[1:]), encoding, separator)


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text and the encoding it was found to be in."""
    if data.startswith(_NOT_TEXT):
        raise Invalid("exchange.not_text", "file")
    for mark, name in _MARKED:
        if data.startswith(mark):
            return _checked(data[len(mark) :].decode(name, "replace")), name
    if name := _utf_16_without_mark(data[:400]):
        return _checked(data.decode(name, "replace")), name
    for name in ("utf-8", "cp1252"):
        try:
            return _checked(data.decode(name)), name
        except UnicodeDecodeError:
            continue
    return _checked(data.decode("latin-1")), "latin-1"


def _checked(text: str) -> str:
    if "\0" in text:
        raise Invalid("exchange.not_text", "file")
    return text


def _utf_16_without_mark(start: bytes) -> str:
    """Return the byte order when nearly every other byte is zero, as in Latin text; "" otherwise."""
    if len(start) < 8:
        return ""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if odd > len(start) // 3 and not even:
        return "utf-16-le"
    return "utf-16-be" if even > len(start) // 3 and not odd else ""


def _separated(text: str) -> tuple[str, str]:
    """Return the text without a spreadsheet's `sep=;` line, and the separator of its cells."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        # The line is replaced by an empty one so that the numbers of the others stay right.
        return "\n" + rest, first.strip()[4]
    header = text.lstrip().partition("\n")[0][:20_000]
    counts = {separator: _cells(header, separator) for separator in SEPARATORS}
    return text, max(SEPARATORS, key=lambda separator: counts[separator])


def _cells(header: str, separator: str) -> int:
    """Return into how many cells a separator cuts the header; quoted separators do not count."""
    return len(next(csv.reader([header], delimiter=separator, skipinitialspace=True), []))


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
