"""A day of the schedule as a plan: every milestone a bar on its hours in the lane of its track, to look at and drag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from challenge.kernel.clock import comes_twice, instant, offset_named
from challenge.schedule.queries import MilestoneLine
from challenge.schedule.summer_time import change_on
from challenge.web.render import when

FIRST_HOUR, LAST_HOUR, SHORTEST_MIN = 7, 20, 15
TOP, ROW, HEADING = 30, 30, 26
LETTER, GAP = 7.2, 10
"""Widths on the drawing: of a letter of a name, and between what stands in one row."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A milestone on the plan; one unit is a minute.

    Fields:
        address: its page; `move`: where a drag is looked at, "" for what has begun.
        clock: the minute since midnight at which it begins, as they pass, for what a drag says.
        is_right: its name stands before the bar: there is no room behind.
    """

    name: str
    text: str
    address: str
    move: str
    clock: int
    x: int
    y: int
    width: int
    is_right: bool

    def extent(self) -> tuple[float, float]:
        """Return where it begins and ends on the drawing, its name included."""
        word = GAP + LETTER * (len(self.text) + 1 + len(self.name))
        return (self.x - word, self.x + self.width) if self.is_right else (self.x, self.x + self.width + word)


@dataclass(frozen=True, slots=True)
class Lane:
    """The bars of one track, below its name; the name is "" where no bar of the day has a track."""

    name: str
    y: int
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True)
class Turn:
    """The change of clocks on a day: at this minute since midnight the clock goes on `by` minutes later, or earlier.

    `was` and `is_now` are the offsets before and after it: "UTC+2", "UTC+1".
    """

    minute: int
    by: int
    was: str
    is_now: str


@dataclass(frozen=True, slots=True)
class Plan:
    """One day: its lanes by name, what has no track last; its full hours as (x, label); the size of the drawing.

    Hours lie as they pass: one that the clock shows twice stands there twice, one that it misses not at all. `turn` is
    what the clock does then, None on other days; `length` is how many minutes the day has.
    """

    label: str
    is_today: bool
    lanes: Sequence[Lane]
    hours: Sequence[tuple[int, str]]
    width: int
    height: int
    turn: Turn | None
    length: int


def plans(rows: Sequence[MilestoneLine], now: datetime, *, locale: str, zone: str, link: str) -> list[Plan]:
    """Return the days that are not over, as plans.

    Args:
        rows: in the order of their start.
        now: the edition's instant.
        locale: for titles.
        zone: whose hours these are.
        link: address to which a milestone's outside name is appended.
    """
    hall = ZoneInfo(zone)
    today = now.astimezone(hall).date()
    days = [(day, list(found)) for day, found in groupby(rows, key=lambda row: _at(row).astimezone(hall).date())]
    merged: dict[date, list[MilestoneLine]] = {}
    for day, found in days:
        merged.setdefault(day, []).extend(found)
    return [_plan(day, own, (now, today), (locale, hall, link)) for day, own in sorted(merged.items()) if day >= today]


def _at(row: MilestoneLine) -> datetime:
    """Return where a milestone stands: what is due stands at its deadline."""
    return row.due_at or row.starts_at


def _plan(
    day: date, rows: Sequence[MilestoneLine], times: tuple[datetime, date], words: tuple[str, ZoneInfo, str]
) -> Plan:
    now, today = times
    locale, hall, link = words
    midnight, length = _span(day, hall)
    begins = [_minute(_at(row), midnight) for row in rows]
    ends = [
        max(start + SHORTEST_MIN, min(length, _minute(row.ends_at if row.due_at is None else _at(row), midnight)))
        for start, row in zip(begins, rows, strict=True)
    ]
    first = min([FIRST_HOUR, *(start // 60 for start in begins)]) * 60
    last = max([LAST_HOUR * 60, *ends])
    named: dict[str, list[Bar]] = {}
    for row, start, end in zip(rows, begins, ends, strict=True):
        address = link + row.public_id
        bar = Bar(
            name=row.title(locale),
            text=when(_at(row), "HH:mm"),
            address=address,
            move=f"{address}/move" if row.starts_at > now else "",
            clock=start,
            x=start - first,
            y=0,
            width=end - start,
            is_right=end - first > (last - first) * 0.6,
        )
        named.setdefault(row.track, []).append(bar)
    lanes, height = _lanes(named)
    hours = [(60 * hour - first, _hour(midnight, 60 * hour, hall)) for hour in range(first // 60, last // 60 + 1)]
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=hall)
    label, turn = when(noon, "EEEE d MMMM"), _turn(day, midnight, hall)
    return Plan(label, day == today, lanes, hours, last - first, height, turn, length)


def _span(day: date, hall: ZoneInfo) -> tuple[datetime, int]:
    """Return the midnight that begins a day, and how many minutes pass until the next."""
    first, last = (instant(datetime.combine(one, time()), hall.key) for one in (day, day + timedelta(days=1)))
    return first, _minute(last, first)


def _hour(midnight: datetime, minute: int, hall: ZoneInfo) -> str:
    """Return what the clock shows so many minutes after midnight; in an hour that comes twice with its offset."""
    local = (midnight + timedelta(minutes=minute)).astimezone(hall)
    text = f"{local:%H}" if not local.minute else f"{local:%H:%M}"
    return f"{text} {offset_named(local)}" if comes_twice(local) else text


def _turn(day: date, midnight: datetime, hall: ZoneInfo) -> Turn | None:
    change = change_on(day, hall.key)
    if change is None:
        return None
    was, is_now = (offset_named((change.at + by).astimezone(hall)) for by in (timedelta(minutes=-1), timedelta()))
    return Turn(_minute(change.at, midnight), round((change.after - change.before).total_seconds() / 60), was, is_now)


def _lanes(named: Mapping[str, Sequence[Bar]]) -> tuple[list[Lane], int]:
    """Return the lanes one below the other, and where the last one ends."""
    lanes, y = [], TOP
    for name in sorted(named, key=lambda name: (not name, name)):
        top = y + HEADING if set(named) != {""} else y
        placed, rows = _stacked(named[name], top)
        lanes.append(Lane(name, y, placed))
        y = top + ROW * rows
    return lanes, y


def _stacked(bars: Sequence[Bar], top: int) -> tuple[list[Bar], int]:
    """Return bars each in the first row where nothing is in its way, and how many rows that takes."""
    taken: list[list[tuple[float, float]]] = []
    placed = []
    for bar in bars:
        begins, ends = bar.extent()
        free = (
            place
            for place, row in enumerate(taken)
            if all(ends + GAP <= low or high + GAP <= begins for low, high in row)
        )
        place = next(free, len(taken))
        if place == len(taken):
            taken.append([])
        taken[place].append((begins, ends))
        placed.append(replace(bar, y=top + ROW * place))
    return placed, len(taken)


def _minute(at: datetime, midnight: datetime) -> int:
    """Return how many minutes have passed since a midnight; beyond the day for what lies in a later one."""
    return int((at - midnight).total_seconds() // 60)
