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
    """So many milestones were moved by one change; `is_undone`: they are where they were before it.

    `minutes` is by how much when all were moved by the same; 0 when one was moved and the others followed it.
    """

    name: ClassVar[str] = "schedule.schedule_shifted"
    change_id: int
    minutes: int
    milestones: int
    is_undone: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MilestonesHeld(Event):
    """Moments came while the house stood still for longer than `limit_min`; they wait for the desk's word."""

    name: ClassVar[str] = "schedule.milestones_held"
    moments: int
    limit_min: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MomentSkipped(Event):
    """The desk let a moment that waited pass without doing what it does; `at_ms` is when it should have come."""

    name: ClassVar[str] = "schedule.moment_skipped"
    milestone_id: int
    code: str
    transition: str
    milestone_version: int
    at_ms: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ClockStepped(Event):
    """The system's clock went ahead by so many seconds at once (it was set, or the machine slept); below zero: back."""

    name: ClassVar[str] = "schedule.clock_stepped"
    seconds: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ClockStepSeen(Event):
    """An organiser said that a step of the system's clock was seen; `step_seq` is the number of its fact."""

    name: ClassVar[str] = "schedule.clock_step_seen"
    step_seq: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class WaitLimitSet(Event):
    """From now on moments wait for the desk's word when they are more than so many minutes late."""

    name: ClassVar[str] = "schedule.wait_limit_set"
    minutes: int
