"""What decisions look like in a file: a line per team, empty cells where its partner has not decided."""

from collections.abc import Iterator, Sequence
from typing import Any

from challenge.exchange.writing import csv_bytes
from challenge.incubation.decisions import Asked

COLUMNS = (
    *("organisation", "team", "name", "problem", "title", "decision", "note"),
    *("version", "decided_by", "received_at", "late", "team_told_at"),
)


def decisions_csv(rows: Sequence[Asked]) -> bytes:
    """Return teams with their partners' latest decisions, in the order given, as a CSV file; instants are UTC."""
    return csv_bytes(list(COLUMNS), [list(_cells(row)) for row in rows])


def _cells(row: Asked) -> Iterator[Any]:
    yield from (row.organisation, row.code, row.name, row.ref, row.title)
    one = row.decision
    if one is None:
        yield from [""] * 7
        return
    yield from (one.choice, one.note, one.number, one.writer, one.received_at, one.late, one.told_at or "")
