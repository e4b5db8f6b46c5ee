"""Forms of the inbox."""

from pydantic import Field

from challenge.inbox.rules import Kind
from challenge.web.forms import Form


class ChoiceForm(Form):
    """The kinds that are wanted by mail, and in browsers where the page asked for these (`with_push`)."""

    by_mail: list[Kind] = Field(default_factory=list)
    by_push: list[Kind] = Field(default_factory=list)
    with_push: bool = False


class BrowserForm(Form):
    """A browser that is to be told, as the Push API of the web gives it."""

    endpoint: str = Field(max_length=2000)
    p256dh: str = Field(max_length=200)
    auth: str = Field(max_length=200)
