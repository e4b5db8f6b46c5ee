"""Forms of the help queue."""

from pydantic import Field

from challenge.mentoring.rules import (
    MINUTES_MOST,
    NEED_MOST,
    OPEN_MOST,
    REASON_MOST,
    SKILL_MOST,
    TOKENS_MOST,
    TRIED_MOST,
    Kind,
    Levels,
)
from challenge.web.forms import Form


class AskForm(Form):
    """What a team asks for; what an expert needs to know is checked by the act."""

    kind: Kind
    need: str = Field(default="", max_length=NEED_MOST)
    skill: str = Field(default="", max_length=SKILL_MOST)
    tried: str = Field(default="", max_length=TRIED_MOST)


class WordsForm(Form):
    """What came of a request, or why it is refused."""

    words: str = Field(default="", max_length=REASON_MOST)


class LevelsForm(Form):
    """What an edition promises."""

    minutes_coach: int = Field(ge=1, le=MINUTES_MOST)
    minutes_expert: int = Field(ge=1, le=MINUTES_MOST)
    minutes_material: int = Field(ge=1, le=MINUTES_MOST)
    minutes_other: int = Field(ge=1, le=MINUTES_MOST)
    tokens: int = Field(ge=0, le=TOKENS_MOST)
    open_most: int = Field(ge=1, le=OPEN_MOST)

    def levels(self) -> Levels:
        """Return it as the act takes it."""
        minutes = {kind: getattr(self, f"minutes_{kind.value}") for kind in Kind}
        return Levels(minutes, self.tokens, self.open_most)
