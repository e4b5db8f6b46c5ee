"""What questions look like in files: a line per question."""

from collections.abc import Sequence
from typing import Any

from challenge.exchange.writing import csv_bytes

COLUMNS = (
    *("problem", "team", "state", "asked", "question", "answer", "by_partner", "reason"),
    *("asked_by", "asked_at", "forwarded_at", "ended_at", "due_at"),
)


def questions_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return questions, in the order of `COLUMNS`, as a CSV file; instants are UTC."""
    return csv_bytes(list(COLUMNS), rows)
