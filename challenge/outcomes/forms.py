"""Forms of outcome records."""

from pydantic import Field

from challenge.outcomes.rules import ADDRESS_MOST, LESSON_MOST, MADE_MOST, Next, Said, Stage
from challenge.web.forms import LARGEST, Form


class OutcomeForm(Form):
    """What a team says of its project; `version` is the latest one that stood above the form."""

    made: str = Field(min_length=1, max_length=MADE_MOST)
    stage: Stage
    wishes: tuple[Next, ...] = ()
    lesson: str = Field(default="", max_length=LESSON_MOST)
    version: int = Field(default=0, ge=0, le=LARGEST)

    def said(self) -> Said:
        """Return it as rules take it."""
        return Said(self.made, self.stage, self.wishes, self.lesson)


class ContactForm(Form):
    """How a member is reached afterwards; the agreement is a word of its own."""

    address: str = Field(min_length=1, max_length=ADDRESS_MOST)
    agrees: bool = False


class ClosingForm(Form):
    """Whether records are taken."""

    closed: bool = False
