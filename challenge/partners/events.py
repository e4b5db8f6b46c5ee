"""Facts of the workspace."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SlotConfirmed(Event):
    """A partner will be there at one of the three moments, at the time that stands."""

    name: ClassVar[str] = "partners.slot_confirmed"
    problem_id: int
    moment: str
