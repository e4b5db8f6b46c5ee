"""The schedule grouped by days of the hall, in the shape the timeline part shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import State
from challenge.web.context import here
from challenge.web.render import when

_BADGES = {
    State.AHEAD: "todo",
    State.ANNOUNCED: "next",
    State.OPEN: "now",
    State.GRACE: "late",
    State.OVER: "done",
}


@dataclass(frozen=True, slots=True)
class Stop:
    """One milestone on the timeline; `state` is a badge of `_parts/state.html`."""

    name: str
    at: datetime
    text: str
    state: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the hall; `note` is what is to be known of it, "" for nothing."""

    label: str
    on: date
    today: bool
    milestones: list[Stop]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Notes:
    """What is said beside milestones and days.

    Fields:
        zones: how the zones of the hall read, by code.
        odd: how times were resolved that the hall's clock misses or shows twice, by milestone.
        by_day: what is to be known of days; of one without milestones it is said on the next, else on the one before.
    """

    zones: Mapping[str, str]
    odd: Mapping[int, str] = field(default_factory=dict)
    by_day: Mapping[date, str] = field(default_factory=dict)


def days(
    rows: Sequence[MilestoneLine], now: datetime, *, locale: str, zone: str, notes: Notes, link: str = ""
) -> list[Day]:
    """Return the milestones by local day.

    Args:
        rows: in the order of their start.
        now: the edition's instant.
        locale: for titles.
        zone: whose days these are.
        notes: what is said beside them.
        link: address to which a milestone's outside name is appended, for the desk, which also sees tracks and what
            depends on what; "" for no links.
    """
    hall = ZoneInfo(zone)
    titles = {row.id: row.title(locale) for row in rows} if link else {}
    today = now.astimezone(hall).date()
    grouped = groupby(rows, key=lambda row: row.starts_at.astimezone(hall).date())
    shown = [
        Day(
            when(stops[0].starts_at, "EEEE d MMMM"),
            day,
            day == today,
            [_stop(row, now, link, _notes(row, notes, titles), locale) for row in stops],
        )
        for day, found in grouped
        if (stops := list(found))
    ]
    for day, text in notes.by_day.items():
        one = next((one for one in shown if one.on >= day), shown[-1] if shown else None)
        if one is not None and abs(one.on - day) <= timedelta(days=1):
            shown[shown.index(one)] = replace(one, note=text)
    return shown


def _stop(row: MilestoneLine, now: datetime, link: str, note: str, locale: str) -> Stop:
    text = when(row.due_at or row.starts_at, "HH:mm")
    if row.due_at is None and row.ends_at > row.starts_at:
        text += "–" + when(row.ends_at, "HH:mm")
    href = link + row.public_id if link else ""
    state = _BADGES[row.moments().state(now)]
    return Stop(row.title(locale), row.due_at or row.starts_at, text, state, href, note)


def _notes(row: MilestoneLine, notes: Notes, titles: Mapping[int, str]) -> str:
    """Return where a milestone takes place and how an odd time of it is meant.

    With titles, for the desk, also its track and what it depends on.
    """
    say = here().say
    opens, locks = titles.get(row.opens_after_id or 0), titles.get(row.locks_after_id or 0)
    parts = [notes.zones.get(row.hall_zone, ""), row.track if titles else ""]
    parts += [say("opens after %(title)s", title=opens)] if opens else []
    parts += [say("locks after %(title)s", title=locks)] if locks else []
    parts.append(notes.odd.get(row.id, ""))
    return " · ".join(part for part in parts if part)


def counts(rows: Sequence[MilestoneLine], now: datetime) -> dict[str, int]:
    """Return how many milestones are over, open (in grace included) and ahead."""
    states = [row.moments().state(now) for row in rows]
    over, is_open = states.count(State.OVER), states.count(State.OPEN) + states.count(State.GRACE)
    return {"over": over, "open": is_open, "ahead": len(states) - over - is_open}
