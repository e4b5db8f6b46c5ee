"""Forms of incubation."""

from pydantic import Field

from challenge.incubation.rules import NOTE_MOST, Wish
from challenge.web.forms import Form


class InterestForm(Form):
    """What an organisation would do with a project, and why; private."""

    wish: Wish
    note: str = Field(default="", max_length=NOTE_MOST)
    organisation: int = 0
