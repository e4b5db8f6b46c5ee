"""Forms of the inbox."""

from pydantic import Field

from challenge.inbox.rules import Kind
from challenge.web.forms import Form


class ChoiceForm(Form):
    """The kinds that are wanted by mail."""

    by_mail: list[Kind] = Field(default_factory=list)
