"""Forms about people."""

from pydantic import Field

from challenge.web.forms import Form


class OwnForm(Form):
    """What a person writes about themselves; lists are words joined by commas."""

    first_name: str = Field(default="", max_length=120)
    languages: str = Field(default="", max_length=400)
    skills: str = Field(default="", max_length=1000)
    needs: str = Field(default="", max_length=500)
    consents: tuple[str, ...] = ()


class FieldForm(Form):
    """What an organiser says of a field."""

    field: str = Field(max_length=40)
    collected: bool = False
    by_person: bool = False
    purpose: str = Field(default="", max_length=500)


class DelegationForm(Form):
    """The school that gets a link."""

    school: str = Field(min_length=1, max_length=80)


class AddressForm(Form):
    """Another mail address for an account, by its outside name, and why."""

    account: str = Field(min_length=1, max_length=16)
    email: str = Field(min_length=1, max_length=300)
    reason: str = Field(default="", max_length=1000)


class ListForm(Form):
    """A delegation's list as text."""

    list: str = Field(default="", max_length=1_000_000)
