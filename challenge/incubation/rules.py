"""How far an interest goes; when a decision is taken, and when it is late."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from challenge.kernel.errors import Conflict, Invalid

NOTE_MOST = 2000
WORDS_MOST = 1000


class Wish(StrEnum):
    """What an organisation would do with a project, from the least to the most binding."""

    INTERNSHIP = "internship"
    PROJECT = "project"
    RESEARCH = "research"
    INCUBATE = "incubate"


def strength(wishes: list[Wish]) -> int:
    """Return a number to order projects by: the most binding wish counts before how many there are."""
    order = list(Wish)
    return max((order.index(wish) + 1) * 100 for wish in wishes) + len(wishes) if wishes else 0


@dataclass(frozen=True, slots=True)
class Deciding:
    """When partners are asked what becomes of their teams' projects (edition instants).

    Fields:
        milestone_id: the follow-up that asks.
        opens: from here on a decision is taken.
        due: what comes from here on is late, and taken all the same (R14).
    """

    milestone_id: int
    opens: datetime
    due: datetime


def is_deciding(deciding: Deciding | None, now: datetime) -> bool:
    """True once partners are asked; it does not end: what becomes of a project may change."""
    return deciding is not None and now >= deciding.opens


def admit(deciding: Deciding | None, received: datetime) -> bool:
    """Return whether a decision received at an instant is late.

    Raises:
        Invalid("incubation.early"): nobody is asked yet.
    """
    if deciding is None or received < deciding.opens:
        raise Invalid("incubation.early")
    return received >= deciding.due


def check_seen(seen: int, latest: int) -> None:
    """Refuse to follow, or to tell, another version than the one that was read.

    Raises:
        Conflict("incubation.changed"): somebody else of the organisation, or an organiser, was faster.
    """
    if seen != latest:
        raise Conflict("incubation.changed")
