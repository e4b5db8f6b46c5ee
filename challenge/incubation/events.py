"""Facts about the time after; what a partner would do or does is in none of them: it is private."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class InterestMarked(Event):
    """An organisation marked a project, or marked it differently; how is not in the fact: it is private."""

    name: ClassVar[str] = "incubation.interest_marked"
    interest_id: int
    team_id: int
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class InterestWithdrawn(Event):
    """An organisation took its mark back."""

    name: ClassVar[str] = "incubation.interest_withdrawn"
    team_id: int
    organisation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionsAsked(Event):
    """So many organisations were asked what becomes of so many teams' projects, or reminded; `people` were told."""

    name: ClassVar[str] = "incubation.decisions_asked"
    milestone_id: int
    organisations: int
    teams: int
    people: int
    is_reminder: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionMade(Event):
    """The organisation behind a team's problem decided what becomes of its project; `number` counts from 1."""

    name: ClassVar[str] = "incubation.decision_made"
    decision_id: int
    team_id: int
    number: int
    late: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DecisionTold(Event):
    """A partner let the team know one version of its decision."""

    name: ClassVar[str] = "incubation.decision_told"
    decision_id: int
    team_id: int
    number: int
