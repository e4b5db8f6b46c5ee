"""Forms of problems."""

from typing import Literal

from pydantic import Field, field_validator, model_validator

from challenge.accounts.rules import normal_email
from challenge.exchange import cells
from challenge.kernel.errors import ChallengeError
from challenge.kernel.text import clean_block, clean_line
from challenge.problems.actions import Asked
from challenge.problems.rules import Confidentiality, Decision, Rights
from challenge.web.forms import LARGEST, Form

_LISTED = cells.listing()


class ProblemForm(Form):
    """What a partner says about a problem; lists are words joined by commas or semicolons."""

    organisation: str = ""
    title: str = Field(min_length=1, max_length=160)
    summary: str = Field(min_length=1, max_length=8000)
    theme: str = Field(min_length=1, max_length=40)
    wanted_depts: tuple[str, ...] = ()
    required_skills: tuple[str, ...] = ()
    language: Literal["fr", "en"] = "fr"
    remote_ok: bool = False
    max_teams: int = Field(default=1, ge=1, le=20)
    confidentiality: Confidentiality = Confidentiality.OPEN
    rights: Rights = Rights.SHARED
    contact_email: str = Field(default="", max_length=254)
    version: int = Field(default=0, ge=0, le=LARGEST)

    @model_validator(mode="before")
    @classmethod
    def listed(cls, values: dict[str, object]) -> dict[str, object]:
        """Cut the lists into words."""
        for name in ("wanted_depts", "required_skills"):
            given = values.get(name, "")
            text = ";".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given)
            try:
                values[name] = _LISTED(text)
            except ChallengeError as wrong:
                raise ValueError(wrong.code) from wrong
        return values

    @field_validator("contact_email")
    @classmethod
    def reachable(cls, value: str) -> str:
        """Refuse what is not an address."""
        try:
            return normal_email(value) if value else ""
        except ChallengeError as wrong:
            raise ValueError(wrong.code) from wrong

    def asked(self) -> Asked:
        """Return it as the acts take it."""
        return Asked(
            title=clean_line(self.title),
            summary=clean_block(self.summary),
            theme=clean_line(self.theme),
            wanted_depts=self.wanted_depts,
            required_skills=self.required_skills,
            language=self.language,
            remote_ok=self.remote_ok,
            max_teams=self.max_teams,
            confidentiality=self.confidentiality,
            rights=self.rights,
            contact_email=self.contact_email,
        )


class ReviewForm(Form):
    """An organiser's decision on the version that was read."""

    decision: Decision
    reason: str = Field(default="", max_length=2000)
    version: int = Field(ge=0, le=LARGEST)


class VersionForm(Form):
    """The version that was read, for an act without other words."""

    version: int = Field(ge=0, le=LARGEST)
