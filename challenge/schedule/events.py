"""Facts about the schedule."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleDrawn(Event):
    """An edition got its milestones from a template; `milestones` is how many."""

    name: ClassVar[str] = "schedule.schedule_drawn"
    template: str
    milestones: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class EditionCloned(Event):
    """An edition was made like another, which `model_id` names inside: rooms take over their settings from that one."""

    name: ClassVar[str] = "schedule.edition_cloned"
    model_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneSet(Event):
    """A milestone is new or was moved; `milestone_version` counts its changes."""

    name: ClassVar[str] = "schedule.milestone_set"
    milestone_id: int
    code: str
    milestone_version: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneCancelled(Event):
    """A milestone is left out of the schedule; restored, it comes as `MilestoneSet` again."""

    name: ClassVar[str] = "schedule.milestone_cancelled"
    milestone_id: int
    code: str
    milestone_version: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MilestoneReached(Event):
    """A moment of a milestone has come; `at_ms` is its true instant (ms since 1970), however late it was noticed."""

    name: ClassVar[str] = "schedule.milestone_reached"
    milestone_id: int
    code: str
    kind: str
    transition: str
    milestone_version: int
    at_ms: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleShifted(Event):
    """Many milestones were moved by so many minutes at once; `is_undone`: they are where they were before it."""

    name: ClassVar[str] = "schedule.schedule_shifted"
    change_id: int
    minutes: int
    milestones: int
    is_undone: bool = False
