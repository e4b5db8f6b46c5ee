"""What may be asked, when an answer is promised, and which earlier question is like a new one."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import stem

SETTING = "questions"
"""Name of what is promised among an edition's settings."""
QUESTION_MOST, ANSWER_MOST, REASON_MOST = 600, 4000, 500
HOURS_MOST, OPEN_MOST, DAYS_MOST = 99, 9, 400
ALIKE_MOST = 3
LEAST_ALIKE = 0.34


class State(StrEnum):
    """Where a question stands; the last three are ends."""

    WAITING = "waiting"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({State.WAITING, State.FORWARDED})


@dataclass(frozen=True, slots=True)
class Promise:
    """What an edition promises; hours are working hours.

    Fields:
        organiser_hours: until organisers have forwarded, answered or refused.
        partner_hours: until the partner has answered what was forwarded.
        opens, closes: whole hours of the hall's day between which somebody works, 0 to 24.
        weekends: True when Saturday and Sunday are worked.
        open_most: questions of one team that may be open at once.
    """

    organiser_hours: int = 2
    partner_hours: int = 8
    opens: int = 8
    closes: int = 18
    weekends: bool = False
    open_most: int = 3

    def checked(self) -> "Promise":
        """Return it.

        Raises:
            Invalid("questions.hours"): the day closes before it opens.
        """
        if self.closes <= self.opens:
            raise Invalid("questions.hours", "closes")
        return self

    def as_setting(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    def spans(self, start: datetime, zone: str) -> Iterator[tuple[datetime, datetime]]:
        """Give the working spans from the day of an instant on, in UTC; a day lasts as its clocks say."""
        place = ZoneInfo(zone)
        first = start.astimezone(place).date()
        for number in range(DAYS_MOST):
            day = first + timedelta(days=number)
            if self.weekends or day.weekday() < 5:
                yield _instant(day, self.opens, place), _instant(day, self.closes, place)

    def due(self, start: datetime, hours: int, zone: str) -> datetime:
        """Return when so many working hours from an instant on are over."""
        left = timedelta(hours=hours)
        for opens, closes in self.spans(start, zone):
            begins = max(opens, start)
            if closes - begins >= left:
                return begins + left
            left -= max(closes - begins, timedelta(0))
        return start + timedelta(days=DAYS_MOST)

    def worked(self, start: datetime, end: datetime, zone: str) -> timedelta:
        """Return the working time between two instants; zero when the second is not later."""
        total = timedelta(0)
        for opens, closes in self.spans(start, zone):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta(0))
        return total


def _instant(day: date, hour: int, place: ZoneInfo) -> datetime:
    day, hour = (day + timedelta(days=1), 0) if hour == 24 else (day, hour)
    return datetime.combine(day, time(hour), place).astimezone(UTC)


def promise_of(settings: Mapping[str, Any]) -> Promise:
    """Return what an edition's settings promise; the values above where nobody set them."""
    return Promise(**{**Promise().as_setting(), **(settings.get(SETTING) or {})})


def check_room(open_now: int, most: int) -> None:
    """Refuse what goes beyond a team's share.

    Raises:
        Conflict("questions.open_most"): as many questions are open as may be.
    """
    if open_now >= most:
        raise Conflict("questions.open_most", most=most)


def likeness(asked: Collection[str], known: Collection[str]) -> float:
    """Return which share of the words of a new question an earlier one has in some form, 0 to 1."""
    shared = sum(any(_is_form(one, other) for other in known) for one in asked)
    return shared / len(asked) if asked else 0.0


def _is_form(one: str, other: str) -> bool:
    return other.startswith(stem(one)) or one.startswith(stem(other))
