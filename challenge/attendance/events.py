"""Facts about attendance; ids alone, never a name."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HalfDaysDrawn(Event):
    """The half-days follow the schedule; `count` is how many there are."""

    name: ClassVar[str] = "attendance.half_days_drawn"
    count: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HalfDaySet(Event):
    """An organiser moved the window of a half-day."""

    name: ClassVar[str] = "attendance.half_day_set"
    half_day_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class BadgesMade(Event):
    """People got their badge codes."""

    name: ClassVar[str] = "attendance.badges_made"
    count: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MarkMade(Event):
    """A person's first mark of a half-day, by `method`; of the first marks of a roll `RollCalled` tells."""

    name: ClassVar[str] = "attendance.mark_made"
    half_day_id: int
    person_id: int
    state: str
    method: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MarkChanged(Event):
    """A mark says something else than before; the old one is kept with who changed it."""

    name: ClassVar[str] = "attendance.mark_changed"
    half_day_id: int
    person_id: int
    before: str
    state: str
    method: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RollCalled(Event):
    """A team's roll of a half-day was called; counts in persons."""

    name: ClassVar[str] = "attendance.roll_called"
    half_day_id: int
    team_id: int
    here: int
    missing: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RollClosed(Event):
    """The roll of a half-day was closed: so many count as absent or present from here on."""

    name: ClassVar[str] = "attendance.roll_closed"
    half_day_id: int
    gone: int
    come: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RollReopened(Event):
    """A closing was taken back."""

    name: ClassVar[str] = "attendance.roll_reopened"
    half_day_id: int
