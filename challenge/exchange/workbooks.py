"""Workbooks (XLSX): the first sheet with something in it, as lines of text. Formulas are never run."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from challenge.kernel.errors import Invalid, TooLarge
from challenge.runtime.apart import Line

MOST_UNPACKED = 300_000_000
MOST_PARTS = 2_000
MOST_RATIO = 200
MOST_COLUMNS = 200

_BROKEN = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, IndexError, EOFError, OSError)


def written_apart(_line: Line, pages: Sequence[tuple[str, Sequence[Sequence[object]]]]) -> bytes:
    """Return a workbook with a sheet per page of (title, rows); texts are neutral already."""
    book = Workbook(write_only=True)
    for title, rows in pages:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def sheet_lines_apart(_line: Line, data: bytes, most: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return the same as `sheet_lines`, as a process apart is asked for it."""
    return sheet_lines(data, most)


def sheet_lines(data: bytes, most: int) -> list[tuple[int, tuple[str, ...]]]:
    """Return line number and cells of the first sheet that is shown and not empty; empty lines are left out.

    A formula gives the value that the program stored for it; dates are written year-month-day, whole numbers without
    a point.

    Raises:
        Invalid("exchange.not_text"): no workbook after all, or a damaged one.
        TooLarge("exchange.packed_too_large"): far larger unpacked than packed: an attack, or a mistake.
        TooLarge("exchange.too_many_lines"): more than `most` lines.
    """
    _refuse_bomb(data)
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        try:
            for sheet in book.worksheets:
                if sheet.sheet_state == "visible" and (found := _lines(sheet, most)):
                    return found
        finally:
            book.close()
    except _BROKEN as broken:
        raise Invalid("exchange.not_text", "file") from broken
    return []


def _refuse_bomb(data: bytes) -> None:
    """Look at what the parts claim and at what they are: unpacking stops where the claim ends."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _BROKEN as broken:
        raise Invalid("exchange.not_text", "file") from broken
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Invalid("exchange.not_text", "file")
    unpacked = sum(part.file_size for part in parts)
    ratio = max(part.file_size // max(1, part.compress_size) for part in parts)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or (ratio > MOST_RATIO and unpacked > MOST_UNPACKED // 30):
        raise TooLarge("exchange.packed_too_large", "file", most_mb=MOST_UNPACKED // 1_000_000)


def _lines(sheet: Any, most: int) -> list[tuple[int, tuple[str, ...]]]:  # noqa: ANN401 - the library is untyped
    # What a sheet claims as its size may be a million empty lines: they are counted as they come.
    sheet.reset_dimensions()
    found: list[tuple[int, tuple[str, ...]]] = []
    for number, cells in _rows(sheet):
        if any(cells):
            found.append((number, cells))
        if len(found) > most + 1 or number > 10 * most:
            raise TooLarge("exchange.too_many_lines", "file", most=most)
    return found


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[str, ...]]]:  # noqa: ANN401 - the library is untyped
    for number, row in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        cells = [said(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        yield number, tuple(cells)


def said(value: object) -> str:
    """Return a cell's value as a person would type it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, (date, time)):
        return value.isoformat()
    return str(value).strip()
