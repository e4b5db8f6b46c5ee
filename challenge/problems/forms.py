"""Forms of problems."""

from collections.abc import Mapping
from datetime import date, time
from typing import Literal

from pydantic import Field, field_validator, model_validator

from challenge.accounts.rules import normal_email
from challenge.exchange import cells
from challenge.kernel.errors import ChallengeError, Invalid
from challenge.kernel.text import clean_block, clean_line
from challenge.problems.actions import Asked
from challenge.problems.rules import MOMENTS, Confidentiality, Decision, Level, Rights, weighed
from challenge.web.forms import LARGEST, Form

_LISTED = cells.listing()
BLOCKS = ("context", "question", "expected", "materials", "safety")
"""The parts of a problem that are texts of several lines and lie among its details."""


class ProblemForm(Form):
    """What a partner says about a problem; lists are words joined by commas or semicolons."""

    organisation: str = ""
    title: str = Field(min_length=1, max_length=160)
    teaser: str = Field(default="", max_length=300)
    summary: str = Field(min_length=1, max_length=8000)
    context: str = Field(default="", max_length=8000)
    question: str = Field(default="", max_length=2000)
    expected: str = Field(default="", max_length=4000)
    full_text: str = Field(default="", max_length=20000)
    materials: str = Field(default="", max_length=2000)
    safety: str = Field(default="", max_length=2000)
    category: str = Field(default="challenge", min_length=1, max_length=40)
    theme: str = Field(min_length=1, max_length=40)
    themes: tuple[str, ...] = ()
    wanted_depts: tuple[str, ...] = ()
    required_skills: tuple[str, ...] = ()
    language: Literal["fr", "en"] = "fr"
    languages: tuple[str, ...] = ()
    site: str = Field(default="ANY", max_length=40)
    remote_ok: bool = False
    min_teams: int = Field(default=1, ge=1, le=20)
    max_teams: int = Field(default=1, ge=1, le=20)
    confidentiality: Confidentiality = Confidentiality.OPEN
    rights: Rights = Rights.SHARED
    contact_name: str = Field(default="", max_length=160)
    contact_email: str = Field(default="", max_length=254)
    contact_phone: str = Field(default="", max_length=40)
    backup_name: str = Field(default="", max_length=160)
    backup_email: str = Field(default="", max_length=254)
    launch_day: date | None = None
    launch_from: time | None = None
    launch_to: time | None = None
    midway_day: date | None = None
    midway_from: time | None = None
    midway_to: time | None = None
    final_day: date | None = None
    final_from: time | None = None
    final_to: time | None = None
    version: int = Field(default=0, ge=0, le=LARGEST)
    draft: str = Field(default="", max_length=16)

    @model_validator(mode="before")
    @classmethod
    def listed(cls, values: dict[str, object]) -> dict[str, object]:
        """Cut the lists into words."""
        for name in ("wanted_depts", "required_skills", "themes", "languages"):
            given = values.get(name, "")
            text = ";".join(map(str, given)) if isinstance(given, (list, tuple)) else str(given)
            try:
                values[name] = _LISTED(text)
            except ChallengeError as wrong:
                raise ValueError(wrong.code) from wrong
        return values

    @field_validator("contact_email", "backup_email")
    @classmethod
    def reachable(cls, value: str) -> str:
        """Refuse what is not an address."""
        try:
            return normal_email(value) if value else ""
        except ChallengeError as wrong:
            raise ValueError(wrong.code) from wrong

    def asked(self, extra: Mapping[str, str] | None = None) -> Asked:
        """Return it as the acts take it.

        Args:
            extra: answers to the edition's own fields, by code.

        Raises:
            Invalid("problems.weight"), Invalid("problems.teams"), Invalid("problems.slot"): a weight that is none;
                fewer teams at most than at least; a slot without its hours, or that ends before it starts.
        """
        depts, dept_weights = weighed(self.wanted_depts, "wanted_depts")
        skills, skill_weights = weighed(self.required_skills, "required_skills")
        if self.min_teams > self.max_teams:
            raise Invalid("problems.teams", "max_teams", least=self.min_teams, most=self.max_teams)
        blocks = {name: clean_block(getattr(self, name)) for name in BLOCKS}
        details: dict[str, object] = {
            **blocks,
            "themes": [one for one in self.themes if one != self.theme],
            "languages": [one for one in self.languages if one != self.language],
            "weights": {"depts": dept_weights, "skills": skill_weights},
            "availability": self._slots(),
            "extra": dict(extra or {}),
        }
        contacts = {name: clean_line(getattr(self, f"contact_{name}")) for name in ("name", "phone")}
        contacts |= {"backup_name": clean_line(self.backup_name), "backup_email": self.backup_email}
        return Asked(
            title=clean_line(self.title),
            summary=clean_block(self.summary),
            theme=clean_line(self.theme),
            category=clean_line(self.category),
            wanted_depts=depts,
            required_skills=skills,
            language=self.language,
            site=clean_line(self.site) or "ANY",
            remote_ok=self.remote_ok,
            min_teams=self.min_teams,
            max_teams=self.max_teams,
            confidentiality=self.confidentiality,
            rights=self.rights,
            contact_email=self.contact_email,
            teaser=clean_line(self.teaser),
            full_text=clean_block(self.full_text),
            details={name: value for name, value in details.items() if value},
            contacts={name: value for name, value in contacts.items() if value},
        )

    def _slots(self) -> dict[str, list[str]]:
        """Return when the partner can be there, per moment that has a day."""
        found: dict[str, list[str]] = {}
        for moment in MOMENTS:
            day, start, end = (getattr(self, f"{moment}_{part}") for part in ("day", "from", "to"))
            if day is None:
                continue
            if start is None or end is None or start >= end:
                raise Invalid("problems.slot", f"{moment}_from")
            found[moment] = [day.isoformat(), f"{start:%H:%M}", f"{end:%H:%M}"]
        return found


class DraftForm(Form):
    """Which version of a draft the page knows, and the problem it changes ("" for a new one)."""

    draft_version: int = Field(default=0, ge=0, le=LARGEST)
    problem: str = Field(default="", max_length=16)


class FileForm(Form):
    """From which level of disclosure on a file is meant to be read."""

    level: Level = Level.FULL


class ReviewForm(Form):
    """An organiser's decision on the version that was read."""

    decision: Decision
    reason: str = Field(default="", max_length=2000)
    version: int = Field(ge=0, le=LARGEST)


class CommentForm(Form):
    """What is said at a field ("" for the whole), and whether a change is asked for."""

    field: str = Field(default="", max_length=40)
    said: str = Field(default="", max_length=2000)
    asks: bool = False


class MergeForm(Form):
    """The number of the problem that takes another one in."""

    ref: str = Field(min_length=1, max_length=20)
    reason: str = Field(default="", max_length=2000)
    version: int = Field(ge=0, le=LARGEST)


class SplitForm(Form):
    """The part of a problem that is to be one of its own."""

    title: str = Field(min_length=1, max_length=160)
    summary: str = Field(min_length=1, max_length=8000)
    version: int = Field(ge=0, le=LARGEST)


class RulingForm(Form):
    """A decision about the problems that are chosen, by their outside names."""

    problem: tuple[str, ...] = ()
    decision: Decision
    reason: str = Field(default="", max_length=2000)


class SeenForm(Form):
    """The mark of the list that was looked at, or the name of what was carried out together."""

    seen: str = Field(default="", max_length=16)
    batch: str = Field(default="", max_length=16)


class VersionForm(Form):
    """The version that was read, for an act without other words."""

    version: int = Field(ge=0, le=LARGEST)
