"""Facts about disclosure."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DisclosureRuled(Event):
    """An organiser said what the levels need; the settings hold what."""

    name: ClassVar[str] = "disclosure.ruled"
    levels: int
