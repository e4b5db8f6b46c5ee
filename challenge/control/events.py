"""Facts of the control room."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class SilenceSet(Event):
    """Organisers set after how many working hours without a sign a team is called silent."""

    name: ClassVar[str] = "control.silence_set"
    hours: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ParkedTried(Event):
    """An organiser had facts tried again that could not be delivered: so many are now, so many are left."""

    name: ClassVar[str] = "control.parked_tried"
    delivered: int
    left: int
