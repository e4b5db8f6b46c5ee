"""Tables out: CSV as spreadsheets of this country open it by a double click, without a cell that runs."""

import csv
import io
from collections.abc import Iterable, Sequence

from challenge.kernel.text import neutral_cell

BOM = "\ufeff"


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
    if isinstance(value, (list, tuple)):
        return neutral_cell(";".join(str(part) for part in value))
    return neutral_cell(str(value))
