"""What signatures look like in files: a line per signature, with everything that proves it."""

from collections.abc import Sequence
from dataclasses import fields

from challenge.agreements.models import AgreementText
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


def texts_json(found: Sequence[AgreementText]) -> bytes:
    """Return every text in every language as JSON, with the hash that signatures of it hold."""
    header = ("kind", "version", "language", "title", "text", "sha256", "published_at")
    rows = tuple(
        (row.kind, row.version, one, row.title(one), row.body(one), row.hash_in(one), row.published_at)
        for row in found
        for one in ("fr", "en")
    )
    return json_bytes(Sheet("texts", header, rows))


def proofs_json(found: Sequence[Proof]) -> bytes:
    """Return the signatures as JSON."""
    return json_bytes(sheet(found))
