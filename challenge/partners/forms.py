"""Forms of the workspace."""

from pydantic import Field

from challenge.web.forms import Form


class SlotForm(Form):
    """The time that was read."""

    slot: str = Field(default="", max_length=40)
