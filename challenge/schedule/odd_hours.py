"""Changes of the hall's clocks said to the desk: on which day, which hour, and what was typed in it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from challenge.kernel.clock import offset_named, zone
from challenge.schedule.models import Milestone
from challenge.schedule.queries import MilestoneLine, milestones
from challenge.schedule.rules import Moments
from challenge.schedule.summer_time import Change, Odd, change_on, odd_times
from challenge.web.context import here
from challenge.web.render import when

_ODD = {
    Odd.MISSING: "%(wall)s does not exist that day: it means %(at)s",
    Odd.FIRST: "%(wall)s comes twice that day: the first is meant (%(at)s)",
    Odd.SECOND: "%(wall)s comes twice that day: the second is meant (%(at)s)",
}
_AHEAD = (
    "Clocks of the hall (%(zone)s) go ahead from %(before)s to %(after)s on %(day)s: the time between does not exist. "
    "What was typed there comes later by as much."
)
_BACK = (
    "Clocks of the hall (%(zone)s) go back from %(before)s to %(after)s on %(day)s: the time between comes twice. "
    "What is typed there is asked for its pass; without a word it means the first."
)


def clock_changes(rows: Iterable[MilestoneLine]) -> list[Change]:
    """Return the changes of the hall's clocks on days with a moment of some milestones, and on days beside these."""
    name = here().in_edition().time_zone
    hall = zone(name)
    days = {at.astimezone(hall).date() for row in rows for _, at in row.moments().transitions()}
    beside = {day + timedelta(days=by) for day in days for by in (-1, 0, 1)}
    return [found for day in sorted(beside) if (found := change_on(day, name)) is not None]


def said_by_day(changes: Iterable[Change]) -> dict[date, str]:
    """Return what is said of each change, by its day in the reader's zone."""
    at = here()
    name, own = at.in_edition().time_zone, zone(at.time_zone)
    found = {}
    for one in changes:
        hours = {"before": f"{one.before:%H:%M}", "after": f"{one.after:%H:%M}", "zone": name}
        text = _AHEAD if one.is_missing else _BACK
        found[one.at.astimezone(own).date()] = at.say(text, day=when(one.at, "EEEE d MMMM"), **hours)
    return found


def odd_by_milestone(changes: Iterable[Change]) -> dict[int, str]:
    """Return of milestones with a time that is missing or comes twice how it was resolved; none without a change."""
    if not list(changes):
        return {}
    at = here()
    told = {
        row.id: odd_said(walls_of(row), row.moments(), row.zone) for row in milestones(at.session, at.in_edition().id)
    }
    return {key: " · ".join(texts) for key, texts in told.items() if texts}


def walls_of(row: Milestone) -> dict[str, datetime | None]:
    """Return the wall times that a milestone was set at, by name."""
    return {name: datetime.fromisoformat(value) if value else None for name, value in row.wall.items()}


def odd_said(walls: Mapping[str, datetime | None], at: Moments, zone_name: str) -> list[str]:
    """Return a sentence for each time of a milestone that is missing or comes twice on the hall's clock."""
    ats = {"starts": at.starts, "ends": at.ends, "announced": at.announced, "due": at.due, "lock": at.lock}
    say, hall = here().say, zone(zone_name)
    return [
        say(
            _ODD[what],
            wall=f"{wall:%H:%M}",
            at=f"{means.astimezone(hall):%H:%M} {offset_named(means.astimezone(hall))}",
        )
        for what, wall, means in odd_times(walls, ats, zone_name)
    ]
