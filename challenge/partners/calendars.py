"""One of a partner's moments as a calendar file (iCalendar, RFC 5545)."""

from datetime import datetime, timedelta

from icalendar import Calendar, Event

from challenge.partners.rules import Slot
from challenge.problems.models import Problem


def slot_calendar(problem: Problem, slot: Slot, title: str, zone: str, page: str) -> bytes:
    """Return a calendar of one event; its name (UID) never changes, its SEQUENCE counts the problem's versions."""
    begins, ends = slot.instants(zone)
    calendar = Calendar()
    calendar.add("prodid", "-//Challenge//Partner//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"{problem.public_id}.{slot.moment}.slot@challenge")
    event.add("sequence", problem.version - 1)
    # The stamp is no time of ours: the same slot is the same bytes.
    event.add("dtstamp", _stamp(problem))
    event.add("summary", title)
    event.add("url", page)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    calendar.add_component(event)
    year = timedelta(days=366)
    calendar.add_missing_timezones(first_date=(begins - year).date(), last_date=(ends + year).date())
    return bytes(calendar.to_ical())


def _stamp(problem: Problem) -> datetime:
    return problem.submitted_at.replace(microsecond=0)
