"""Facts of the help queue; what was needed and why something was refused stays in the table."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@dataclass(frozen=True, kw_only=True, slots=True)
class HelpEvent(Event):
    """What every fact about a request says; `kind` is what was wanted at that moment."""

    request_id: int
    team_id: int
    kind: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpAsked(HelpEvent):
    """A team asks for help; `follows_id` is the refused request that this one goes on from, 0 for none."""

    name: ClassVar[str] = "mentoring.help_asked"
    follows_id: int = 0


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpClaimed(HelpEvent):
    """Somebody comes."""

    name: ClassVar[str] = "mentoring.help_claimed"
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpReleased(HelpEvent):
    """Whoever came cannot; the request waits again at its old place."""

    name: ClassVar[str] = "mentoring.help_released"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpAnswered(HelpEvent):
    """The help was given."""

    name: ClassVar[str] = "mentoring.help_answered"
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpRefused(HelpEvent):
    """The help is not given; the reason is in the table."""

    name: ClassVar[str] = "mentoring.help_refused"
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpWithdrawn(HelpEvent):
    """The team does not need it any more."""

    name: ClassVar[str] = "mentoring.help_withdrawn"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpEscalated(HelpEvent):
    """A request has waited longer than promised; said once."""

    name: ClassVar[str] = "mentoring.help_escalated"


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HelpLevelsSet(Event):
    """Organisers set what is promised; what waits keeps the promise under which it was asked."""

    name: ClassVar[str] = "mentoring.levels_set"
    tokens: int
    open_most: int
