"""Forms of accounts."""

from typing import Literal

from pydantic import Field, field_validator

from challenge.kernel import clock
from challenge.kernel.errors import ChallengeError
from challenge.web.forms import Form


class LoginForm(Form):
    """E-mail address and password, and where to go afterwards."""

    email: str = Field(max_length=254)
    password: str = Field(max_length=400)
    next: str = ""


class AcceptForm(Form):
    """First entry by an invitation: the name as it will be shown, and a password."""

    name: str = Field(min_length=1, max_length=160)
    password: str = Field(max_length=400)


class PreferencesForm(Form):
    """Language and time zone of an account; an empty zone means the edition's."""

    locale: Literal["fr", "en"]
    time_zone: str = Field(default="", max_length=60)

    @field_validator("time_zone")
    @classmethod
    def known(cls, value: str) -> str:
        """Refuse a zone that is not in the IANA database."""
        try:
            return clock.zone(value).key if value else ""
        except ChallengeError as unknown:
            raise ValueError(unknown.code) from unknown
