"""Who may do what with the schedule."""

from challenge.kernel.access import EDITION, grant
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.queries import change_by_public_id, milestone_by_public_id
from challenge.web.context import Arguments, Found, Here

DESK = grant("schedule.desk", organiser=EDITION)
CLONE = grant("schedule.clone", organiser=EDITION)


def find_milestone(here: Here, arguments: Arguments) -> Found | None:
    """Find the milestone of the address in its edition."""
    row: Milestone | None = milestone_by_public_id(here.session, here.in_edition().id, arguments["milestone"])
    return Found(row, EDITION) if row else None


def find_change(here: Here, arguments: Arguments) -> Found | None:
    """Find the change of the address in its edition."""
    row: ScheduleChange | None = change_by_public_id(here.session, here.in_edition().id, arguments["change"])
    return Found(row, EDITION) if row else None
