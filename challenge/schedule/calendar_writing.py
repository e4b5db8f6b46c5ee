"""A schedule written as a calendar (iCalendar, RFC 5545), with each milestone when it really is."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event, vDuration

from challenge.kernel.clock import comes_twice, zone
from challenge.schedule.calendars import Feed
from challenge.schedule.queries import MilestoneLine

ASK_AGAIN = timedelta(minutes=15)


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
    if line.hall_zone:
        event.add("location", feed.zones[line.hall_zone])
    event.add("url", feed.page)
    event.add("transp", "TRANSPARENT" if line.due_at else "OPAQUE")
    event.add("dtstart", _real(line.due_at or line.starts_at, feed))
    if line.due_at is None and line.ends_at > line.starts_at:
        event.add("dtend", _real(line.ends_at, feed))
    return event


def _real(at: datetime, feed: Feed) -> datetime:
    real = feed.clock.real_at(at) if feed.clock.speed == 1 else None
    local = (real or at).replace(microsecond=0).astimezone(zone(feed.zone))
    # To a calendar an hour that comes twice means the first pass (RFC 5545, 3.3.5): the second is said in UTC.
    return local.astimezone(UTC) if local.fold and comes_twice(local) else local
