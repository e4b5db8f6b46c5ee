"""Forms of submissions."""

from datetime import datetime

from pydantic import Field

from challenge.submissions.rules import NOTE_MOST
from challenge.web.forms import Form


class SubmissionForm(Form):
    """What a team says beside the file; `ai_use` declares the use of AI tools, empty for none."""

    note: str = Field(default="", max_length=NOTE_MOST)
    ai_use: str = Field(default="", max_length=NOTE_MOST)


class MoreTimeForm(Form):
    """More time for one team, and why."""

    team: str = Field(max_length=8)
    deliverable: str = Field(max_length=40)
    reason: str = Field(min_length=1, max_length=200)


class ExtensionForm(MoreTimeForm):
    """More time until a wall time of the hall."""

    until: datetime


class MinutesForm(MoreTimeForm):
    """So many minutes more."""

    minutes: int = Field(ge=1, le=240)
