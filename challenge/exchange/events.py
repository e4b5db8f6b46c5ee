"""Facts about exchanged tables."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TableImported(Event):
    """A file was applied; `sha256` is of its bytes, the others count rows."""

    name: ClassVar[str] = "exchange.table_imported"
    kind: str
    sha256: str
    arrivals: int
    changes: int
    leavers: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TableUndone(Event):
    """An applied file was undone; `left` counts what had changed since and was left alone."""

    name: ClassVar[str] = "exchange.table_undone"
    import_id: int
    kind: str
    undone: int
    left: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TableProposed(Event):
    """Somebody outside sent a list of one kind; it waits for an organiser."""

    name: ClassVar[str] = "exchange.table_proposed"
    import_id: int
    kind: str
