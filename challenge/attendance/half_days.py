"""Which half-days an edition has, and to which of them an instant belongs: pure, in wall times of the hall."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar

NOON = time(12, 45)
"""Where the morning ends and the afternoon begins: nobody is called up during the meal."""
DAY_BEGINS, DAY_ENDS = time(7, 0), time(20, 0)
WITHOUT_SCHEDULE = {"morning": time(9, 0), "afternoon": time(14, 0)}
AHEAD = timedelta(hours=1)
GRACE = timedelta(minutes=5)
DAYS = 5
ROLL = "attendance"
OUTSIDE_THE_HALL = frozenset({"followup", "export"})
EVERYBODY = frozenset({"all", "teams"})


class Part(StrEnum):
    """The halves of a day."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


@dataclass(frozen=True, slots=True)
class Gathering:
    """A milestone as far as half-days look at it; wall times of the hall."""

    kind: str
    audience: tuple[str, ...]
    starts: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class PlannedHalf:
    """A half-day in wall times of the hall.

    Fields:
        number: from 1, in the order of time.
        opens: from here on somebody who is seen belongs to it.
        late_from: who is seen from here on is late.
        closes: from here on nobody is scanned for it any more.
    """

    number: int
    day: date
    part: Part
    opens: datetime
    late_from: datetime
    closes: datetime


def planned_halves(gatherings: Sequence[Gathering], starts_on: date) -> list[PlannedHalf]:
    """Return two half-days for each day in the hall.

    Days of the hall are those with a milestone that is neither a follow-up nor an export; without any, five days from
    the edition's first one. Somebody is late from the end of the half-day's first roll-call on; where none is planned,
    five minutes after the first milestone for everybody; without that, at 9:00 and 14:00.

    Args:
        gatherings: the schedule, in any order.
        starts_on: the edition's first day.
    """
    held = [one for one in gatherings if one.kind not in OUTSIDE_THE_HALL]
    days = sorted({one.starts.date() for one in held}) or [starts_on + timedelta(days=n) for n in range(DAYS)]
    parts = [(day, part) for day in days for part in Part]
    return [_half(number, day, part, held) for number, (day, part) in enumerate(parts, start=1)]


def _half(number: int, day: date, part: Part, held: Sequence[Gathering]) -> PlannedHalf:
    noon = datetime.combine(day, NOON)
    begins = datetime.combine(day, DAY_BEGINS) if part is Part.MORNING else noon
    ends = noon if part is Part.MORNING else datetime.combine(day, DAY_ENDS)
    inside = [one for one in held if one.starts.date() == day and (one.starts < noon) == (part is Part.MORNING)]
    meant = sorted((one for one in inside if EVERYBODY & set(one.audience)), key=lambda one: (one.starts, one.ends))
    late_from = _late_from(meant, datetime.combine(day, WITHOUT_SCHEDULE[part]))
    first = min((one.starts for one in meant), default=late_from)
    opens = min(begins, first - AHEAD) if part is Part.MORNING else begins
    return PlannedHalf(number, day, part, opens, late_from, max(ends, late_from))


def _late_from(meant: Sequence[Gathering], otherwise: datetime) -> datetime:
    roll = next((one for one in meant if one.kind == ROLL), None)
    if roll is not None:
        return max(roll.ends, roll.starts + GRACE)
    return meant[0].starts + GRACE if meant else otherwise


class Spanned(Protocol):
    """Anything with the moments of a half-day."""

    @property
    def opens_at(self) -> datetime:
        """Beginning."""

    @property
    def closes_at(self) -> datetime:
        """End, not included."""


H = TypeVar("H", bound=Spanned)


def half_at(halves: Sequence[H], moment: datetime) -> H | None:
    """Return the half-day that an instant belongs to: opened, not yet closed. None between two and outside.

    Args:
        halves: in the order of time; where two overlap, the later one has it.
        moment: an instant of the edition.
    """
    return next((one for one in reversed(halves) if one.opens_at <= moment < one.closes_at), None)


def half_to_show(halves: Sequence[H], moment: datetime) -> H | None:
    """Return the half-day a page begins with: the present one, else the last that opened, else the first one."""
    opened = [one for one in halves if one.opens_at <= moment]
    return half_at(halves, moment) or (opened[-1] if opened else halves[0] if halves else None)
