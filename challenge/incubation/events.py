"""Facts about the time after."""

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
