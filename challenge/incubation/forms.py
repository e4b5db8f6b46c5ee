"""Forms of incubation."""

from pydantic import Field

from challenge.incubation.rules import NOTE_MOST, WORDS_MOST, Wish
from challenge.outcomes.rules import Next
from challenge.web.forms import LARGEST, Form


class InterestForm(Form):
    """What an organisation would do with a project, and why; private."""

    wish: Wish
    note: str = Field(default="", max_length=NOTE_MOST)
    organisation: int = Field(default=0, ge=0, le=LARGEST)


class DecisionForm(Form):
    """What becomes of a team's project; `version` is the latest one that stood above the form."""

    choice: Next
    note: str = Field(default="", max_length=NOTE_MOST)
    version: int = Field(default=0, ge=0, le=LARGEST)


class TellingForm(Form):
    """Which version the team learns, and with what words."""

    version: int = Field(ge=1, le=LARGEST)
    words: str = Field(default="", max_length=WORDS_MOST)
