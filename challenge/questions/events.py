"""Facts of mediated questions; what was asked and answered stays in the table."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionEvent(Event):
    """What every fact about a question says."""

    question_id: int
    problem_id: int
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAsked(QuestionEvent):
    """A team asks; it waits for the organisers."""

    name: ClassVar[str] = "questions.question_asked"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionForwarded(QuestionEvent):
    """The organisers passed it on to the partner, in the words they chose."""

    name: ClassVar[str] = "questions.question_forwarded"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionAnswered(QuestionEvent):
    """The answer stands for every team on the problem; `is_correction` when it stood before in other words."""

    name: ClassVar[str] = "questions.question_answered"
    by_partner: bool
    is_correction: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionRefused(QuestionEvent):
    """The question is not passed on; the reason is in the table."""

    name: ClassVar[str] = "questions.question_refused"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionWithdrawn(QuestionEvent):
    """The team does not need an answer any more."""

    name: ClassVar[str] = "questions.question_withdrawn"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactOpened(Event):
    """The teams on a problem see whom to call at the partner from now on."""

    name: ClassVar[str] = "questions.contact_opened"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactClosed(Event):
    """They do not see it any more."""

    name: ClassVar[str] = "questions.contact_closed"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PromiseSet(Event):
    """Another promise stands for what is asked or forwarded from now on."""

    name: ClassVar[str] = "questions.promise_set"
    organiser_hours: int
    partner_hours: int
