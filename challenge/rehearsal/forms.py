"""Forms of rehearsals."""

from typing import Literal

from pydantic import Field

from challenge.web.forms import LARGEST, Form


class RehearsalForm(Form):
    """How fast five days are played, in edition seconds per second, and which invented people play."""

    speed: Literal["180", "360", "720", "1440"] = "720"
    seed: int = Field(default=1, ge=0, le=LARGEST)
