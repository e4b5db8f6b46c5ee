"""Facts about teams."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RunRequested(Event):
    """An organiser asked for a composition; the worker computes it."""

    name: ClassVar[str] = "teams.run_requested"
    run_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RunEnded(Event):
    """A composition was computed (done), is impossible, or failed; `state` says which."""

    name: ClassVar[str] = "teams.run_ended"
    run_id: int
    state: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TeamFormed(Event):
    """A team exists and its members are known; size in persons."""

    name: ClassVar[str] = "teams.team_formed"
    team_id: int
    problem_id: int
    size: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AssignmentConfirmed(Event):
    """An organiser confirmed a run: its teams replace those before it."""

    name: ClassVar[str] = "teams.assignment_confirmed"
    run_id: int
    teams: int
    students: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemsRevealed(Event):
    """Every team sees its problem from now on."""

    name: ClassVar[str] = "teams.problems_revealed"
    teams: int
