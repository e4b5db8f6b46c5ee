"""Forms of the call."""

from pydantic import Field, field_validator

from challenge.accounts.rules import normal_email
from challenge.call.actions import First
from challenge.kernel.actor import Seat
from challenge.kernel.errors import ChallengeError
from challenge.organisations.rules import Kind
from challenge.problems.settings import Door
from challenge.web.forms import Form


class AgainForm(Form):
    """Where another link is to go."""

    email: str = Field(min_length=1, max_length=254)

    @field_validator("email")
    @classmethod
    def reachable(cls, value: str) -> str:
        """Refuse what is not an address."""
        try:
            return normal_email(value)
        except ChallengeError as wrong:
            raise ValueError(wrong.code) from wrong


class FirstForm(AgainForm):
    """Who somebody is, and what it is about in a sentence."""

    name: str = Field(min_length=1, max_length=160)
    organisation: str = Field(min_length=1, max_length=120)
    kind: Kind = Kind.SME
    title: str = Field(default="", max_length=160)
    idea: str = Field(default="", max_length=4000)

    def first(self) -> First:
        """Return it as the act takes it."""
        return First(**self.model_dump())


class EnterForm(Form):
    """A password for coming back, "" for none: another link will do as well."""

    password: str = Field(default="", max_length=400)


class ClaimForm(Form):
    """Whether somebody may speak for an organisation."""

    accepted: bool


class FieldForm(Form):
    """A field that the edition adds to the form of problems."""

    label_fr: str = Field(min_length=1, max_length=120)
    label_en: str = Field(min_length=1, max_length=120)
    is_required: bool = False


class CodeForm(Form):
    """Which of the edition's own fields."""

    code: str = Field(max_length=30)


class CallForm(Form):
    """How the call of an edition goes."""

    door: Door = Door.BY_MILESTONE
    milestone: str = Field(default="", max_length=40)
    answer_days: int = Field(default=5, ge=1, le=60)
    approvals: int = Field(default=1, ge=1, le=3)
    checks_all: bool = False


class InviteForm(AgainForm):
    """A colleague who is invited."""

    name: str = Field(min_length=1, max_length=160)
    organisation: str = Field(default="", max_length=16)
    seat: Seat = Seat.READER


class SeatForm(Form):
    """Somebody who is to speak for an organisation no more."""

    person: str = Field(min_length=1, max_length=16)
    organisation: str = Field(default="", max_length=16)
