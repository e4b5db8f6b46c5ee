"""Facts about problems; ids alone, never a title."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemSubmitted(Event):
    """A partner asks something; `organisation_id` 0 for a start-up idea of nobody's."""

    name: ClassVar[str] = "problems.problem_submitted"
    problem_id: int
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemRevised(Event):
    """The text of a problem is different; `was_confirmed` = it stood in the public list."""

    name: ClassVar[str] = "problems.problem_revised"
    problem_id: int
    problem_version: int
    was_confirmed: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemConfirmed(Event):
    """A problem enters the hall: it gets at least one team (R3)."""

    name: ClassVar[str] = "problems.problem_confirmed"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemRejected(Event):
    """A problem is refused; `was_confirmed` = teams may have it already."""

    name: ClassVar[str] = "problems.problem_rejected"
    problem_id: int
    was_confirmed: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemPutOnHold(Event):
    """A problem is on the waiting list; `was_confirmed` = teams may have it already."""

    name: ClassVar[str] = "problems.problem_put_on_hold"
    problem_id: int
    was_confirmed: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemReworkAsked(Event):
    """A problem goes back to its partner with a question."""

    name: ClassVar[str] = "problems.problem_rework_asked"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemWithdrawn(Event):
    """A partner took a problem back."""

    name: ClassVar[str] = "problems.problem_withdrawn"
    problem_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemOpened(Event):
    """Somebody opened a restricted text (`file_id` 0) or file, up to a level."""

    name: ClassVar[str] = "problems.opened"
    problem_id: int
    file_id: int
    level: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemFileAdded(Event):
    """A file lies beside a problem."""

    name: ClassVar[str] = "problems.file_added"
    problem_id: int
    file_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemFileChanged(Event):
    """A file has another level of disclosure, or was taken away."""

    name: ClassVar[str] = "problems.file_changed"
    problem_id: int
    file_id: int
    removed: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemCommented(Event):
    """A reviewer says something at a field; `asks` = a change is asked for."""

    name: ClassVar[str] = "problems.problem_commented"
    problem_id: int
    comment_id: int
    asks: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class CommentAnswered(Event):
    """The partner answers a comment."""

    name: ClassVar[str] = "problems.comment_answered"
    problem_id: int
    comment_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemAgreed(Event):
    """One of several reviewers would confirm a problem; `missing` others must agree yet."""

    name: ClassVar[str] = "problems.problem_agreed"
    problem_id: int
    missing: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemReopened(Event):
    """A decision was taken back; `was_confirmed` = it stood in the public list before or stands there again."""

    name: ClassVar[str] = "problems.problem_reopened"
    problem_id: int
    was_confirmed: bool = False


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemSplit(Event):
    """A part of a problem is one of its own."""

    name: ClassVar[str] = "problems.problem_split"
    problem_id: int
    new_id: int
