"""What attendance does when something happens below: half-days, badges and rolls follow schedule, people and teams."""

from challenge.attendance.actions import draw_half_days, forget_rolls, make_badges
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.people.events import PersonJoined, PersonReturned
from challenge.schedule.events import MilestoneCancelled, MilestoneSet, ScheduleDrawn
from challenge.teams.events import AssignmentConfirmed


def follow(work: Work, stored: Stored) -> None:  # noqa: ARG001 - any change of the schedule means the same
    """Draw the half-days again."""
    draw_half_days(work)


def give_badges(work: Work, stored: Stored) -> None:  # noqa: ARG001 - everybody without one is looked for
    """Give badges to everybody who has none."""
    make_badges(work)


def begin_rolls(work: Work, stored: Stored) -> None:
    """Begin the rolls anew: a team that was formed now may bear the inside number of one that is no more."""
    forget_rolls(work, stored.at)


def _once(event: object) -> None:  # noqa: ARG001 - a whole roster arrives at once: one look serves all of it
    return None


LISTENER = Listener(
    "attendance.schedule",
    {
        ScheduleDrawn: follow,
        MilestoneSet: follow,
        MilestoneCancelled: follow,
        PersonJoined: give_badges,
        PersonReturned: give_badges,
        AssignmentConfirmed: begin_rolls,
    },
    only_last={
        ScheduleDrawn: _once,
        MilestoneSet: _once,
        MilestoneCancelled: _once,
        PersonJoined: _once,
        PersonReturned: _once,
    },
)
