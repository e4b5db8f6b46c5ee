"""Forms of the control room."""

from pydantic import Field

from challenge.control.rules import HOURS_MOST
from challenge.kernel.actor import Role
from challenge.web.forms import Form


class SilenceForm(Form):
    """After how many working hours without a sign a team is called silent."""

    hours: int = Field(ge=1, le=HOURS_MOST)


class RoleForm(Form):
    """A role that somebody loses; the account by its outside name."""

    account: str = Field(min_length=1, max_length=16)
    role: Role
