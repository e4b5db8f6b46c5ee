"""Facts about the walls."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseChosen(Event):
    """Every screen went to its zones of a phase."""

    name: ClassVar[str] = "wall.phase_chosen"
    phase: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScreensSwitched(Event):
    """Screens show something in place of their zones, or their zones again."""

    name: ClassVar[str] = "wall.screens_switched"
    screens: list[str]
    shows: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenAdded(Event):
    """There is one more screen."""

    name: ClassVar[str] = "wall.screen_added"
    screen: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenArranged(Event):
    """A screen shows other zones in a phase."""

    name: ClassVar[str] = "wall.screen_arranged"
    screen: str
    phase: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenRenamed(Event):
    """A screen has another name; its address stays."""

    name: ClassVar[str] = "wall.screen_renamed"
    screen: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScreenRemoved(Event):
    """A screen is gone; projectors that show it keep their last state and say so."""

    name: ClassVar[str] = "wall.screen_removed"
    screen: str
