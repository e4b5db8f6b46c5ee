"""Forms of teams."""

from pydantic import Field

from challenge.teams.rules import CompositionRules
from challenge.web.forms import Form


class CompositionForm(Form):
    """The rules of a composition, how long it may take (seconds) and its seed."""

    min_size: int = Field(ge=1, le=60)
    max_size: int = Field(ge=1, le=60)
    dept_cap: int = Field(ge=1, le=60)
    min_depts: int = Field(ge=0, le=20)
    min_seniors: int = Field(ge=0, le=20)
    all_teams: bool = False
    seconds: int = Field(default=20, ge=1, le=600)
    seed: int = Field(default=1, ge=0, le=1_000_000)

    def rules(self) -> CompositionRules:
        """Return the rules alone."""
        sizes = (self.min_size, self.max_size)
        return CompositionRules(*sizes, self.dept_cap, self.min_depts, self.min_seniors, self.all_teams)


class PlanForm(Form):
    """The milestone at which the teams are published; "" for none."""

    milestone: str = Field(default="", max_length=40)
