"""Facts about outcome records."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomesAsked(Event):
    """So many teams without a record were asked for it, or reminded; `people` is how many were told."""

    name: ClassVar[str] = "outcomes.outcomes_asked"
    milestone_id: int
    teams: int
    people: int
    is_reminder: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomeWritten(Event):
    """A team wrote one version of its record; `number` counts from 1."""

    name: ClassVar[str] = "outcomes.outcome_written"
    outcome_id: int
    team_id: int
    number: int
    late: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactAgreed(Event):
    """A member agreed to be reached for the team after the edition; under which address is not in the fact."""

    name: ClassVar[str] = "outcomes.contact_agreed"
    team_id: int
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class ContactWithdrawn(Event):
    """A member does not want to be reached for the team any more."""

    name: ClassVar[str] = "outcomes.contact_withdrawn"
    team_id: int
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomesClosed(Event):
    """No record is taken any more."""

    name: ClassVar[str] = "outcomes.outcomes_closed"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomesOpened(Event):
    """Records are taken again after they were closed."""

    name: ClassVar[str] = "outcomes.outcomes_opened"
