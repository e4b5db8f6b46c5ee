"""Forms of agreements."""

from pydantic import Field

from challenge.agreements.actions import Signing
from challenge.agreements.rules import BODY_MOST, NAME_MOST, REASON_MOST, TITLE_MOST
from challenge.kernel.text import Words
from challenge.web.forms import LARGEST, Form


class TextForm(Form):
    """A text in both languages; `seen` is the version that was changed, 0 for none."""

    title_fr: str = Field(max_length=TITLE_MOST)
    title_en: str = Field(max_length=TITLE_MOST)
    body_fr: str = Field(max_length=BODY_MOST)
    body_en: str = Field(max_length=BODY_MOST)
    seen: int = Field(default=0, ge=0, le=LARGEST)
    keeps: bool = False

    def words(self) -> Words:
        """Return the words."""
        return Words(self.title_fr, self.title_en, self.body_fr, self.body_en)


class SigningForm(Form):
    """What is signed: per text "outside name:hash", and the name that stands under all of them."""

    text: list[str] = Field(default_factory=list, max_length=20)
    typed_name: str = Field(default="", max_length=NAME_MOST)
    is_minor: bool = False
    guardian: str = Field(default="", max_length=NAME_MOST)
    guardian_agrees: bool = False

    def signing(self, address: str) -> Signing:
        """Return what is signed from an address."""
        pairs = [one.partition(":") for one in self.text]
        return Signing(
            texts=[(name, seen) for name, _, seen in pairs],
            typed_name=self.typed_name,
            is_minor=self.is_minor,
            guardian=self.guardian,
            guardian_agrees=self.guardian_agrees,
            address=address,
        )


class WithdrawalForm(Form):
    """Which signature is taken back, by its outside name."""

    signature: str = Field(max_length=16)


class AsideForm(Form):
    """Whom no reveal waits for, and why; an empty reason takes it back."""

    person: str = Field(max_length=16)
    reason: str = Field(default="", max_length=REASON_MOST)


class MinorForm(Form):
    """Whether somebody is under 18."""

    person: str = Field(max_length=16)
    is_minor: bool = False
