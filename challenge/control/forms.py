"""Forms of the control room."""

from pydantic import Field

from challenge.control.rules import HOURS_MOST
from challenge.web.forms import Form


class SilenceForm(Form):
    """After how many working hours without a sign a team is called silent."""

    hours: int = Field(ge=1, le=HOURS_MOST)
