"""What organisers type about a webhook."""

from typing import Annotated

from pydantic import Field

from challenge.web.forms import Form


class WebhookForm(Form):
    """A program: where it is reached, what it is told of; no milestone chosen means all of them."""

    title: Annotated[str, Field(min_length=1, max_length=80)]
    url: Annotated[str, Field(min_length=1, max_length=500)]
    kinds: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    is_on: bool = False
    version: int = Field(default=0, ge=0)
