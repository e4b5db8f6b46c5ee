"""Tables out: CSV as spreadsheets of this country open it by a double click, workbooks, JSON; no cell ever runs."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from challenge.kernel.text import neutral_cell
from challenge.kernel.turns import waiting
from challenge.runtime.apart import run_apart

_WORKBOOK = "challenge.exchange.workbooks:written_apart"

BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to give away: a title, one name per column, and rows of that length."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


def workbook_bytes(sheets: Sequence[Sheet]) -> bytes:
    """Return a workbook (XLSX), a sheet per table; numbers stay numbers, texts are never formulas.

    It is made in a process apart: nobody waits for it, and its library is not loaded here.
    """
    pages = [
        (sheet.title[:31], [sheet.header, *([_plain(value) for value in row] for row in sheet.rows)])
        for sheet in sheets
    ]
    with waiting():
        made: bytes = run_apart(_WORKBOOK, pages, on_message=lambda _: None)
    return made


def _plain(value: object) -> str | float | None:
    return value if isinstance(value, (int, float)) else _cell(value) or None


def json_bytes(sheet: Sheet) -> bytes:
    """Return a table as a JSON list of objects, one per row; instants as RFC 3339, texts as they are."""
    rows = [dict(zip(sheet.header, row, strict=True)) for row in sheet.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1, default=told).encode()


def told(value: object) -> str:
    """Return as a text what JSON has no form for: instants and days as RFC 3339, anything else as it reads."""
    return value.isoformat() if isinstance(value, (datetime, date)) else str(value)


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]], *, separator: str = ",") -> bytes:
    """Return a CSV file in UTF-8 with byte order mark; texts that a program could run as a formula are neutralised.

    Numbers stay numbers, None is an empty cell, lists are joined by `;`, yes and no are 1 and 0.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow([_cell(title) for title in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return (BOM + out.getvalue()).encode()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return neutral_cell(";".join(str(part) for part in value))
    return neutral_cell(str(value))
