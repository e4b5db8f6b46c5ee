"""Forms of mediated questions."""

from pydantic import Field

from challenge.questions.rules import ANSWER_MOST, HOURS_MOST, OPEN_MOST, QUESTION_MOST, REASON_MOST, Promise
from challenge.web.forms import Form


class AskForm(Form):
    """What a team asks."""

    question: str = Field(default="", max_length=QUESTION_MOST)


class SaidForm(Form):
    """What is being written."""

    said: str = Field(default="", max_length=QUESTION_MOST * 2)


class PassForm(Form):
    """The words in which a question goes on."""

    question: str = Field(default="", max_length=QUESTION_MOST)


class AnswerForm(Form):
    """An answer; organisers may put the question in other words, partners may not."""

    question: str = Field(default="", max_length=QUESTION_MOST)
    answer: str = Field(default="", max_length=ANSWER_MOST)


class ReasonForm(Form):
    """Why a question is not passed on."""

    reason: str = Field(default="", max_length=REASON_MOST)


class ContactForm(Form):
    """Whether the teams on a problem see whom to call."""

    opened: bool = False


class PromiseForm(Form):
    """What an edition promises."""

    organiser_hours: int = Field(ge=1, le=HOURS_MOST)
    partner_hours: int = Field(ge=1, le=HOURS_MOST)
    opens: int = Field(ge=0, le=23)
    closes: int = Field(ge=1, le=24)
    weekends: bool = False
    open_most: int = Field(ge=1, le=OPEN_MOST)

    def promise(self) -> Promise:
        """Return it as the act takes it."""
        return Promise(**self.model_dump()).checked()
