"""What outcome records look like in a file: a line per team, empty cells where there is no record."""

from collections.abc import Iterator, Sequence
from typing import Any

from challenge.exchange.writing import csv_bytes
from challenge.outcomes.queries import Standing

COLUMNS = (
    *("team", "name", "zone", "table", "problem", "made", "stage", "wishes", "lesson"),
    *("contact", "contact_address", "version", "received_at", "late"),
)


def outcomes_csv(rows: Sequence[Standing]) -> bytes:
    """Return teams with their latest records, in the order given, as a CSV file; instants are UTC."""
    return csv_bytes(list(COLUMNS), [list(_cells(row)) for row in rows])


def _cells(row: Standing) -> Iterator[Any]:
    yield from (row.code, row.name, row.zone, row.table_no, row.ref)
    one = row.record
    if one is None:
        yield from [""] * 9
        return
    yield from (one.made, one.stage, list(one.wishes), one.lesson, one.contact, one.address)
    yield from (one.number, one.received_at, one.late)
