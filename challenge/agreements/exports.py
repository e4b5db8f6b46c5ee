"""What signatures look like in files: a line per signature, with everything that proves it."""

from collections.abc import Sequence
from dataclasses import fields

from challenge.agreements.queries import Proof
from challenge.exchange.writing import Sheet, csv_bytes, json_bytes

COLUMNS = tuple(field.name for field in fields(Proof))


def sheet(found: Sequence[Proof]) -> Sheet:
    """Return the signatures as a table."""
    rows = tuple(tuple(getattr(one, name) for name in COLUMNS) for one in found)
    return Sheet("agreements", COLUMNS, rows)


def proofs_csv(found: Sequence[Proof]) -> bytes:
    """Return the signatures as CSV."""
    made = sheet(found)
    return csv_bytes(made.header, made.rows)


def proofs_json(found: Sequence[Proof]) -> bytes:
    """Return the signatures as JSON."""
    return json_bytes(sheet(found))
