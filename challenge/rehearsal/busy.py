"""The busiest minutes of a rehearsal: how much came at once, and how long this machine took for it. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from challenge.rehearsal.troubles import Trouble

KINDS = ("log-in", "look", "submission", "roll", "ask", "visit")
"""What comes in crowds."""
MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Busy:
    """The minute of the edition in which one kind of act came most often, the first of equal ones.

    Fields:
        count: how often; at: when the minute begins.
        took_s: real seconds that this machine took for everything of that minute; more than 60 is an overload.
    """

    kind: str
    count: int
    at: datetime
    took_s: float


def busiest(lines: Sequence[tuple[datetime, str]], took_s: Mapping[datetime, float]) -> list[Busy]:
    """Return the busiest minute of each kind that came at all, in the order of `KINDS`.

    Args:
        lines: instant and outcome of each act; refused ones count: they were work.
        took_s: real seconds by instant of a step.
    """
    spent: dict[datetime, float] = {}
    for at, seconds in took_s.items():
        spent[_minute(at)] = spent.get(_minute(at), 0.0) + seconds
    found = []
    for kind in KINDS:
        minutes = Counter(_minute(at) for at, outcome in lines if outcome.partition(" ")[0] == kind)
        if minutes:
            at = min(minutes, key=lambda one: (-minutes[one], one))
            found.append(Busy(kind, minutes[at], at, round(spent.get(at, 0.0), 1)))
    return found


def busy_troubles(minutes: Sequence[Busy]) -> Iterator[Trouble]:
    """Give the minutes for which this machine took longer than a minute."""
    for one in minutes:
        if one.took_s > MINUTE_S:
            yield Trouble("overload", {"count": one.count, "act": _WORDS[one.kind], "seconds": round(one.took_s)})


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


_WORDS = {
    "log-in": {"en": "log-ins", "fr": "connexions"},
    "look": {"en": "pages looked at", "fr": "pages regardées"},
    "submission": {"en": "submissions", "fr": "rendus"},
    "roll": {"en": "roll-calls", "fr": "appels"},
    "ask": {"en": "requests for help", "fr": "demandes d’aide"},
    "visit": {"en": "visits of jurors", "fr": "passages de jurés"},
}
