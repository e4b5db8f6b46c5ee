"""Forms of the schedule."""

from datetime import datetime

from pydantic import Field

from challenge.schedule.rules import Moments
from challenge.web.forms import LARGEST, Form


class MilestoneForm(Form):
    """A milestone's wall times in the hall's zone, and the version they were read at."""

    starts: datetime
    ends: datetime
    announced: datetime | None = None
    due: datetime | None = None
    lock: datetime | None = None
    version: int = Field(ge=0, le=LARGEST)

    def moments(self) -> Moments:
        """Return the wall times."""
        given = (self.starts, self.ends, self.announced, self.due, self.lock)
        starts, ends, announced, due, lock = (value.replace(tzinfo=None) if value else None for value in given)
        assert starts is not None
        assert ends is not None
        return Moments(starts, ends, announced, due, lock)
