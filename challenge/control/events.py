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
