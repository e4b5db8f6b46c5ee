"""What the help queue looks like in files: a line per request."""

from collections.abc import Sequence
from typing import Any

from challenge.exchange.writing import csv_bytes

COLUMNS = (
    *("team", "zone", "table", "kind", "skill", "state", "need", "tried"),
    *("outcome", "helper", "asked_at", "claimed_at", "ended_at", "escalated_at"),
)


def requests_csv(rows: Sequence[Sequence[Any]]) -> bytes:
    """Return requests, in the order of `COLUMNS`, as a CSV file; instants are UTC."""
    return csv_bytes(list(COLUMNS), rows)
