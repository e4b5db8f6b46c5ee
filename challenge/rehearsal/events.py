"""Facts about rehearsals."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RehearsalRequested(Event):
    """The desk wants to see the week played."""

    name: ClassVar[str] = "rehearsal.rehearsal_requested"
    rehearsal_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RehearsalEnded(Event):
    """A rehearsal is over: done, with so many troubles, or failed."""

    name: ClassVar[str] = "rehearsal.rehearsal_ended"
    rehearsal_id: int
    state: str
    troubles: int
