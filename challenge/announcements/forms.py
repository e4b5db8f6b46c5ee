"""Forms of announcements."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from challenge.announcements.actions import Draft
from challenge.announcements.rules import BODY_MOST, TITLE_MOST
from challenge.kernel.clock import instant
from challenge.kernel.errors import Invalid
from challenge.kernel.text import Words
from challenge.web.forms import LARGEST, Form


class WordsForm(Form):
    """Title and text in both languages; `version` is what was corrected, 0 for a new one."""

    title_fr: str = Field(max_length=TITLE_MOST)
    title_en: str = Field(max_length=TITLE_MOST)
    body_fr: str = Field(max_length=BODY_MOST)
    body_en: str = Field(max_length=BODY_MOST)
    version: int = Field(default=0, ge=0, le=LARGEST)

    def words(self) -> Words:
        """Return the words."""
        return Words(self.title_fr, self.title_en, self.body_fr, self.body_en)


class AnnouncementForm(WordsForm):
    """An announcement with its audience and moment; `at` is a wall time of the hall, `milestone` an outside name."""

    audience: list[str] = Field(default_factory=list)
    by_mail: bool = False
    is_public: bool = False
    moment: Literal["now", "at", "milestone"] = "now"
    at: datetime | None = None
    milestone: str = Field(default="", max_length=16)
    transition: Literal["announced", "opened", "due", "locked", "closed"] = "opened"

    def draft(self, zone: str, milestone_id: int | None) -> Draft:
        """Return what is asked for, in a hall's zone.

        Raises:
            Invalid("announcements.when"): the moment that was chosen is not given.
        """
        send_at = None
        if self.moment == "at":
            if self.at is None:
                raise Invalid("announcements.when", "at")
            send_at = instant(self.at.replace(tzinfo=None), zone)
        if self.moment == "milestone" and milestone_id is None:
            raise Invalid("announcements.when", "milestone")
        bound = milestone_id if self.moment == "milestone" else None
        return Draft(
            words=self.words(),
            audience=tuple(self.audience),
            by_mail=self.by_mail,
            is_public=self.is_public,
            send_at=send_at,
            milestone_id=bound,
            transition=self.transition if bound else "",
        )
