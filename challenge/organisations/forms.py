"""Forms of organisations."""

from pydantic import Field

from challenge.organisations.actions import Reached, Said
from challenge.organisations.rules import Kind
from challenge.web.forms import Form


class OrganisationForm(Form):
    """What organisers say of an organisation."""

    organisation: str = Field(min_length=1, max_length=120)
    kind: Kind = Kind.SME
    town: str = Field(default="", max_length=80)
    acronym: str = Field(default="", max_length=20)
    territory: str = Field(default="", max_length=80)
    headcount: str = Field(default="", max_length=12)
    website: str = Field(default="", max_length=190)
    cluster: str = Field(default="", max_length=400)
    conflict_group: str = Field(default="", max_length=80)
    notes: str = Field(default="", max_length=4000)
    version: int = Field(default=0, ge=0)

    def said(self) -> Said:
        """Return it as the act takes it."""
        return Said(**self.model_dump())


class ContactForm(Form):
    """Whom to reach, and whether they agreed."""

    name: str = Field(min_length=1, max_length=160)
    function: str = Field(default="", max_length=120)
    email: str = Field(default="", max_length=254)
    phone: str = Field(default="", max_length=40)
    consents: bool = False

    def reached(self) -> Reached:
        """Return it as the act takes it."""
        return Reached(**self.model_dump())


class ConsentForm(Form):
    """Whether somebody agrees to be contacted."""

    consents: bool


class GroupForm(Form):
    """Who joins which conflict group; "" takes them out."""

    organisation: str = Field(min_length=1, max_length=16)
    group: str = Field(default="", max_length=80)


class MergeForm(Form):
    """Which organisation goes into the one of the address."""

    gone: str = Field(min_length=1, max_length=16)
