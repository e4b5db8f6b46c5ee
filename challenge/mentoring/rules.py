"""What may be asked, by whom it is taken, and what it costs."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid

SETTING = "help"
"""Name of the queue among an edition's settings."""
NEED_MOST, TRIED_MOST, SKILL_MOST, REASON_MOST = 300, 1000, 60, 500
MINUTES_MOST, TOKENS_MOST, OPEN_MOST = 24 * 60, 99, 9


class Kind(StrEnum):
    """Who or what is wanted."""

    COACH = "coach"
    EXPERT = "expert"
    MATERIAL = "material"
    OTHER = "other"


class State(StrEnum):
    """Where a request stands; the last three are ends."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.WAITING, State.CLAIMED})
_TAKES: Mapping[Role, frozenset[Kind]] = {
    Role.ORGANISER: frozenset(Kind),
    Role.ADMINISTRATOR: frozenset(Kind),
    Role.COACH: frozenset({Kind.COACH, Kind.MATERIAL, Kind.OTHER}),
    Role.EXPERT: frozenset({Kind.EXPERT, Kind.OTHER}),
}


@dataclass(frozen=True, slots=True)
class Levels:
    """What an edition promises.

    Fields:
        minutes: per kind, how long a team may wait until the organisers are told.
        tokens: experts' visits per team and edition.
        open_most: requests of one team that may be open at once.
    """

    minutes: Mapping[Kind, int] = field(default_factory=lambda: dict.fromkeys(Kind, 10))
    tokens: int = 5
    open_most: int = 3

    def due(self, kind: Kind, asked_at: datetime) -> datetime:
        """Return when the organisers are told of a request that still waits."""
        return asked_at + timedelta(minutes=self.minutes[kind])

    def as_setting(self) -> dict[str, Any]:
        """Return it as JSON."""
        minutes = {kind.value: minutes for kind, minutes in self.minutes.items()}
        return {"minutes": minutes, "tokens": self.tokens, "open_most": self.open_most}


@dataclass(frozen=True, slots=True)
class Hours:
    """How the experts' desk stands.

    Fields:
        until: when the hours that run end; None while the desk is closed.
        opens: when it opens next; None while it is open, and after its last hours.
    """

    until: datetime | None = None
    opens: datetime | None = None

    def since(self, now: datetime) -> datetime:
        """Return from when on a team that asks now waits: nobody can come before the desk opens."""
        return self.opens or now


def hours_at(hours: Iterable[tuple[datetime, datetime]], now: datetime) -> Hours | None:
    """Return how a desk with these hours stands; None without any: then experts are asked at any time.

    Args:
        hours: beginnings and ends; they may overlap. Open from the beginning on, no more at the end.
        now: an instant of the edition.
    """
    spans = sorted(hours)
    if not spans:
        return None
    running = [end for start, end in spans if start <= now < end]
    if running:
        return Hours(until=max(running))
    return Hours(opens=next((start for start, _ in spans if start > now), None))


def levels_of(settings: Mapping[str, Any]) -> Levels:
    """Return what an edition's settings promise; ten minutes, five tokens and three requests where nobody set it."""
    kept = settings.get(SETTING)
    if not kept:
        return Levels()
    minutes = {kind: int(kept["minutes"].get(kind.value, 10)) for kind in Kind}
    return Levels(minutes, int(kept["tokens"]), int(kept["open_most"]))


def takes(roles: Collection[Role]) -> frozenset[Kind]:
    """Return the kinds that somebody of these roles may take on."""
    return frozenset().union(*(_TAKES.get(role, frozenset()) for role in roles))


def check_asked(kind: Kind, skill: str, tried: str) -> None:
    """Refuse a request for an expert that does not say what for and what was tried (R8).

    Raises:
        Invalid("mentoring.skill"): no skill is named.
        Invalid("mentoring.tried"): nothing is said of what was tried.
    """
    if kind is not Kind.EXPERT:
        return
    if not skill:
        raise Invalid("mentoring.skill", "skill")
    if not tried:
        raise Invalid("mentoring.tried", "tried")


def check_room(kind: Kind, levels: Levels, *, open_now: int, tokens_used: int) -> None:
    """Refuse what goes beyond a team's share.

    Raises:
        Conflict("mentoring.open_most"): as many requests are open as may be.
        Conflict("mentoring.tokens"): no token for an expert is left.
    """
    if open_now >= levels.open_most:
        raise Conflict("mentoring.open_most", most=levels.open_most)
    if kind is Kind.EXPERT and tokens_used >= levels.tokens:
        raise Conflict("mentoring.tokens", most=levels.tokens)
