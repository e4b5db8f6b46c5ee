"""Forms of disclosure."""

from pydantic import Field

from challenge.web.forms import Form


class RulingForm(Form):
    """What the levels need: "secret:full:team" per box, "secret:full:reveal" per moment."""

    need: list[str] = Field(default_factory=list, max_length=60)
    milestone: list[str] = Field(default_factory=list, max_length=20)
