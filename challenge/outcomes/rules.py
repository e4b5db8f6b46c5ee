"""When a record is taken, when it is late, and what it may say."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from challenge.kernel.errors import Conflict, Invalid, Late

MADE_MOST = 400
LESSON_MOST = 2000
ADDRESS_MOST = 200


class Stage(StrEnum):
    """How far a project is, from the least."""

    CONCEPT = "concept"
    MOCKUP = "mockup"
    PROTOTYPE = "prototype"
    TESTED = "tested"


class Next(StrEnum):
    """What may become of a project, from the least to the most binding."""

    STOP = "stop"
    INTERNSHIP = "internship"
    PROJECT = "project"
    RESEARCH = "research"
    INCUBATE = "incubate"


@dataclass(frozen=True, slots=True)
class Asking:
    """When teams are asked for their record (edition instants).

    Fields:
        milestone_id: the survey that asks.
        opens: from here on it can be written.
        due: what comes from here on is late, and taken all the same (R14).
    """

    milestone_id: int
    opens: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """What a team says of its project."""

    made: str
    stage: Stage
    wishes: tuple[Next, ...]
    lesson: str

    def fingerprint(self, team: str, number: int) -> str:
        """Return the SHA-256 (hex) of a version of a team's record: what its receipt proves."""
        told = [team, number, self.made, self.stage.value, [one.value for one in self.wishes], self.lesson]
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def is_open(asking: Asking | None, now: datetime, *, closed: bool) -> bool:
    """True while a record is taken: from the survey's opening until an organiser closes the records."""
    return asking is not None and now >= asking.opens and not closed


def admit(asking: Asking | None, received: datetime, *, closed: bool) -> bool:
    """Return whether a record received at an instant is late; refuse it when none is taken.

    Raises:
        Invalid("outcomes.early"): nobody is asked yet.
        Late("outcomes.closed"): an organiser closed the records.
    """
    if closed:
        raise Late("outcomes.closed")
    if asking is None or received < asking.opens:
        raise Invalid("outcomes.early")
    return received >= asking.due


def checked_wishes(wishes: Sequence[Next]) -> tuple[Next, ...]:
    """Return what a team wants next, each once, in the order of `Next`.

    Raises:
        Invalid("outcomes.no_wish", "wishes"): nothing is chosen.
        Invalid("outcomes.stop_alone", "wishes"): to stop, and something else as well.
    """
    found = tuple(one for one in Next if one in wishes)
    if not found:
        raise Invalid("outcomes.no_wish", "wishes")
    if Next.STOP in found and len(found) > 1:
        raise Invalid("outcomes.stop_alone", "wishes")
    return found


def check_version(seen: int, latest: int) -> None:
    """Refuse a record that was begun before a teammate's latest version.

    Raises:
        Conflict("outcomes.changed"): somebody else was faster.
    """
    if seen != latest:
        raise Conflict("outcomes.changed")


def check_agreement(*, agrees: bool) -> None:
    """Refuse to name a contact who has not said so in as many words.

    Raises:
        Invalid("outcomes.must_agree", "agrees"): the box is not ticked.
    """
    if not agrees:
        raise Invalid("outcomes.must_agree", "agrees")
