"""The schedule as calendars read it (iCalendar, RFC 5545): whom it concerns, and when it really is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, vDuration

from challenge.kernel.actor import Role
from challenge.kernel.clock import EditionClock, zone
from challenge.schedule.queries import MilestoneLine

STAFF_ONLY = frozenset({"staff", "chairs", "owners", "incubators"})
"""Audiences of which the public is not told."""

ASK_AGAIN = timedelta(minutes=15)
_CONCERNED = {
    Role.STUDENT: {"teams", "owners"},
    Role.COACH: {"teams", "coaches", "staff"},
    Role.EXPERT: {"experts", "staff"},
    Role.PARTNER: {"partners"},
    Role.JUROR: {"jurors"},
    Role.CHAIR: {"chairs", "jurors", "staff"},
    Role.INCUBATOR: {"incubators"},
}
_OVERSEE = {Role.ORGANISER, Role.ADMINISTRATOR, Role.VIEWER}


@dataclass(frozen=True, slots=True)
class Feed:
    """What a calendar is called and where it belongs.

    Fields:
        zone: of the hall; events carry it by name.
        clock: of the edition; events are shown at the real time at which they come, as long as it runs at speed 1.
        page: address of the schedule, for each event.
    """

    name: str
    zone: str
    clock: EditionClock
    page: str


def is_public(line: MilestoneLine) -> bool:
    """True for a milestone of which everybody is told."""
    return not set(line.audience) <= STAFF_ONLY


def concerns(line: MilestoneLine, roles: frozenset[str]) -> bool:
    """True for a milestone that somebody with these roles is to have in their own calendar."""
    if roles & _OVERSEE:
        return True
    wanted = {"all", "audience"}.union(*(audience for role, audience in _CONCERNED.items() if role in roles))
    return bool(wanted & set(line.audience))


def written(lines: Sequence[MilestoneLine], feed: Feed, locale: str) -> bytes:
    """Return a calendar; the name of an event (UID) never changes, its SEQUENCE counts its moves.

    A deliverable is a moment at its due time, everything else lasts from its start to its end.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Challenge//Schedule//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", feed.name)
    calendar.add("x-wr-timezone", feed.zone)
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASK_AGAIN))
    if lines:
        year = timedelta(days=366)
        first, last = min(line.starts_at for line in lines), max(line.ends_at for line in lines)
        for line in lines:
            # The stamp is no time of ours: the same schedule is the same bytes, what moved says its SEQUENCE.
            calendar.add_component(_event(line, feed, locale, first - year))
        calendar.add_missing_timezones(first_date=(first - year).date(), last_date=(last + year).date())
    return bytes(calendar.to_ical())


def _event(line: MilestoneLine, feed: Feed, locale: str, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{line.public_id}.milestone@challenge")
    event.add("sequence", line.version - 1)
    event.add("dtstamp", stamp.replace(microsecond=0))
    event.add("summary", line.title(locale))
    event.add("categories", [line.kind])
    event.add("url", feed.page)
    event.add("transp", "TRANSPARENT" if line.due_at else "OPAQUE")
    event.add("dtstart", _real(line.due_at or line.starts_at, feed))
    if line.due_at is None and line.ends_at > line.starts_at:
        event.add("dtend", _real(line.ends_at, feed))
    return event


def _real(at: datetime, feed: Feed) -> datetime:
    real = feed.clock.real_at(at) if feed.clock.speed == 1 else None
    return (real or at).replace(microsecond=0).astimezone(zone(feed.zone))
