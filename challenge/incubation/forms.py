"""Forms of incubation."""

from pydantic import Field

from challenge.incubation.rules import NOTE_MOST, Wish
from challenge.web.forms import LARGEST, Form


class InterestForm(Form):
    """What an organisation would do with a project, and why; private."""

    wish: Wish
    note: str = Field(default="", max_length=NOTE_MOST)
    organisation: int = Field(default=0, ge=0, le=LARGEST)
