"""Forms of the schedule."""

from datetime import date, datetime, timedelta
from typing import Literal

from pydantic import Field

from challenge.kernel.clock import instant
from challenge.schedule.rules import AUDIENCES, Moments, Transition, Wording
from challenge.schedule.shifting import Shift, day_end
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
