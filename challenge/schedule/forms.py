"""Forms of the schedule."""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import Field

from challenge.kernel.clock import instant
from challenge.kernel.errors import Invalid
from challenge.schedule.rules import AUDIENCES, Moments, Transition, Wording
from challenge.schedule.shifting import Shift, day_end
from challenge.schedule.summer_time import Odd, both_passes
from challenge.web.forms import LARGEST, Form

TIMES = ("starts", "ends", "announced", "due", "lock")
"""What the times of a milestone are called in forms."""
Pass = Literal["", "first", "second"]
"""Which of two passes a wall time means, as `summer_time.Odd` calls them; "" where nobody said."""


class MilestoneForm(Form):
    """A milestone's wall times in the hall's zone, and the version they were read at.

    With each time that comes twice (autumn) which pass is meant; nothing is said of others, or it means nothing.
    """

    starts: datetime
    ends: datetime
    announced: datetime | None = None
    due: datetime | None = None
    lock: datetime | None = None
    starts_pass: Pass = ""
    ends_pass: Pass = ""
    announced_pass: Pass = ""
    due_pass: Pass = ""
    lock_pass: Pass = ""
    version: int = Field(ge=0, le=LARGEST)

    def moments(self) -> Moments:
        """Return the wall times; `fold` is 1 for the second pass, and 0 where none is said."""
        found = {name: self._wall(name) for name in TIMES}
        starts, ends = found["starts"], found["ends"]
        assert starts is not None
        assert ends is not None
        return Moments(starts, ends, found["announced"], found["due"], found["lock"])

    def decided(self, zone_name: str) -> Moments:
        """Return the wall times, each of which means one instant in the hall's zone.

        Raises:
            Invalid("schedule.pass"): a time comes twice and nothing says which is meant; names the field.
            Invalid("clock.wall"): a year that no zone can place.
        """
        for name in TIMES:
            wall = self._wall(name)
            if wall is not None and not getattr(self, f"{name}_pass") and both_passes(wall, zone_name):
                raise Invalid("schedule.pass", name)
        return self.moments()

    def _wall(self, name: str) -> datetime | None:
        value: datetime | None = getattr(self, name)
        fold = int(getattr(self, f"{name}_pass") == Odd.SECOND)
        return value.replace(tzinfo=None, fold=fold) if value else None


class WordingForm(Form):
    """What a milestone is called, whom it concerns, where it stands, and the version it was read at."""

    title_en: str = Field(max_length=120)
    title_fr: str = Field(max_length=120)
    audience: list[str] = Field(default=[], max_length=len(AUDIENCES))
    notes: str = Field(default="", max_length=300)
    track: str = Field(default="", max_length=40)
    hall_zone: str = Field(default="", max_length=4)
    version: int = Field(default=0, ge=0, le=LARGEST)

    def wording(self) -> Wording:
        """Return the words."""
        return Wording(self.title_en, self.title_fr, tuple(self.audience), self.notes, self.track, self.hall_zone)


class NewForm(MilestoneForm, WordingForm):
    """A milestone that is to be added."""

    code: str = Field(max_length=40)
    kind: str = Field(max_length=20)
    version: int = 0


class CloneForm(Form):
    """The next edition: its name in addresses, its name for people, its first day."""

    slug: str = Field(max_length=60)
    name: str = Field(max_length=120)
    starts_on: date


class VersionForm(Form):
    """The version that a decision was made on."""

    version: int = Field(ge=0, le=LARGEST)


class AfterForm(Form):
    """After which milestones one opens and locks, by outside name, and the version it was read at."""

    opens_after: str = Field(default="", max_length=16)
    locks_after: str = Field(default="", max_length=16)
    version: int = Field(ge=0, le=LARGEST)


class WordForm(Form):
    """The desk's word on one moment that waits, and the version it was read at."""

    word: Literal["fire", "skip"]
    transition: Transition
    version: int = Field(ge=0, le=LARGEST)


class SeenForm(Form):
    """What was seen of what waits when the word was given for all of it."""

    seen: str = Field(max_length=16)


class LimitForm(Form):
    """How many minutes late a moment may be and still fire by itself."""

    minutes: int = Field(ge=0, le=LARGEST)


class StepsForm(Form):
    """Up to which step of the server's clock somebody has seen them; the number of its fact."""

    until: int = Field(ge=1, le=LARGEST)


DAY = "day"


class ShiftForm(Form):
    """Everything later from a wall time on, for the rest of its day or of the whole schedule."""

    since: datetime
    minutes: int = Field(ge=-720, le=720)
    scope: Literal["day", "rest"] = "day"
    seen: str = Field(default="", max_length=16)

    def shift(self, zone: str) -> Shift:
        """Return what is asked for, in a hall's zone."""
        since = instant(self.since.replace(tzinfo=None), zone)
        until = day_end(since, zone) if self.scope == DAY else None
        return Shift(since, timedelta(minutes=self.minutes), until)


class DragForm(Form):
    """By how many minutes one milestone is to move."""

    minutes: int = Field(ge=-720, le=720)
