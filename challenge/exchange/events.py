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
