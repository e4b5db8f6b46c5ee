"""Facts about submissions."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class WorkSubmitted(Event):
    """A team handed in one version; `number` counts from 1 per team and deliverable."""

    name: ClassVar[str] = "submissions.work_submitted"
    submission_id: int
    team_id: int
    deliverable_id: int
    number: int
    late: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AttemptRefused(Event):
    """A team tried to hand in and was refused; `code` is the error's."""

    name: ClassVar[str] = "submissions.attempt_refused"
    team_id: int
    deliverable_id: int
    code: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ExtensionGranted(Event):
    """One team may hand in later; `until_ms` is its own lock (ms since 1970)."""

    name: ClassVar[str] = "submissions.extension_granted"
    team_id: int
    deliverable_id: int
    until_ms: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class WindowChanged(Event):
    """A deliverable was announced, fell due or locked; `transition` says which."""

    name: ClassVar[str] = "submissions.window_changed"
    deliverable_id: int
    transition: str
