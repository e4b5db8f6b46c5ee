"""What submissions do when the schedule moves."""

from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached, MilestoneSet, ScheduleDrawn
from challenge.submissions.actions import follow_schedule, tell_window


def follow(work: Work, stored: Stored) -> None:  # noqa: ARG001 - any change of the schedule means the same
    """Give new milestones of kind deliverable their deliverables."""
    follow_schedule(work)


def window(work: Work, stored: Stored) -> None:
    """Note that a deliverable was announced, fell due or locked; admission itself looks at the clock, not at this."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    tell_window(work, event.milestone_id, event.transition)


LISTENER = Listener(
    "submissions.schedule",
    {ScheduleDrawn: follow, MilestoneSet: follow, MilestoneReached: window},
    skips={MilestoneReached: lambda event: event.kind != "deliverable"},
)
