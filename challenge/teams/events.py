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
class PricesRequested(Event):
    """An organiser asked what each rule costs in a composition; the worker finds out."""

    name: ClassVar[str] = "teams.prices_requested"
    run_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PricesEnded(Event):
    """What each rule costs is known (done), or finding out failed."""

    name: ClassVar[str] = "teams.prices_ended"
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
class TeamsPublished(Event):
    """The teams are to be seen by `audience`: staff, or students (and with them the public)."""

    name: ClassVar[str] = "teams.teams_published"
    audience: str
    teams: int
    students: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationPlanned(Event):
    """Students are to see their teams when the milestone of this code opens; "" takes the plan back."""

    name: ClassVar[str] = "teams.publication_planned"
    milestone_code: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PublicationWithdrawn(Event):
    """The teams are hidden again from students and public."""

    name: ClassVar[str] = "teams.publication_withdrawn"
    teams: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemsRevealed(Event):
    """The reveal has come: every team sees its problem from now on, but those that something holds."""

    name: ClassVar[str] = "teams.problems_revealed"
    teams: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ProblemRevealed(Event):
    """One team that the reveal waited for sees its problem from now on."""

    name: ClassVar[str] = "teams.problem_revealed"
    team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class RulesSet(Event):
    """The rules of the composition were changed; `rule_version` counts from 1."""

    name: ClassVar[str] = "teams.rules_set"
    rule_version: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonBound(Event):
    """A rule about a named person was made: together, apart, lock or barred."""

    name: ClassVar[str] = "teams.person_bound"
    binding_id: int
    person_id: int
    kind: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonUnbound(Event):
    """A rule about a named person was taken away."""

    name: ClassVar[str] = "teams.person_unbound"
    person_id: int
    kind: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class WishesStated(Event):
    """A person's wishes were kept; 0 when they took them back."""

    name: ClassVar[str] = "teams.wishes_stated"
    person_id: int
    wishes: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DraftChanged(Event):
    """An organiser moved a person between the teams of a draft by hand."""

    name: ClassVar[str] = "teams.draft_changed"
    run_id: int
    person_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSeated(Event):
    """A repair gave a person another place: from a team (0 for none) to a team (0 for none)."""

    name: ClassVar[str] = "teams.member_seated"
    person_id: int
    from_team_id: int
    to_team_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TeamsRepaired(Event):
    """A repair was applied: persons moved, arrived in a team, left without one; teams that changed."""

    name: ClassVar[str] = "teams.teams_repaired"
    run_id: int
    moved: int
    arrived: int
    gone: int
    team_ids: list[int]
