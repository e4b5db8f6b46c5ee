"""What live screens are told of the schedule: which moment was reached, and that the schedule changed."""

from typing import Any

from challenge.editions.events import ClockChanged
from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.schedule.events import (
    MilestoneCancelled,
    MilestoneReached,
    MilestoneSet,
    MilestonesHeld,
    MomentSkipped,
    ScheduleDrawn,
    WaitLimitSet,
)


def show_reached(work: Work, stored: Stored) -> None:
    """Tell everybody that a moment was reached."""
    event = stored.event
    assert isinstance(event, MilestoneReached)
    body: dict[str, Any] = {
        "code": event.code,
        "kind": event.kind,
        "transition": event.transition,
        "at_ms": event.at_ms,
    }
    _tell_all(work, stored.edition_id, "milestone", body)


def show_change(work: Work, stored: Stored) -> None:
    """Tell everybody that the schedule is another now."""
    _tell_all(work, stored.edition_id, "schedule", {"version": stored.seq})


def show_waiting(work: Work, stored: Stored) -> None:
    """Tell the desk alone that what waits for its word is another now."""
    slug = slug_of(work.session, stored.edition_id)
    feed.push(work, edition_topic(slug, "staff"), "schedule", {"version": stored.seq})


def show_clock(work: Work, stored: Stored) -> None:
    """Tell everybody that the edition's clock goes differently."""
    event = stored.event
    assert isinstance(event, ClockChanged)
    _tell_all(work, stored.edition_id, "clock", {"speed": event.speed})


def _tell_all(work: Work, edition_id: int, kind: str, body: dict[str, Any]) -> None:
    slug = slug_of(work.session, edition_id)
    feed.push_many(work, [edition_topic(slug, screen) for screen in ("public", "wall", "staff", "jury")], kind, body)


LISTENER = Listener(
    "schedule.screens",
    {
        MilestoneReached: show_reached,
        MilestoneSet: show_change,
        MilestoneCancelled: show_change,
        ScheduleDrawn: show_change,
        MilestonesHeld: show_waiting,
        MomentSkipped: show_waiting,
        WaitLimitSet: show_waiting,
        ClockChanged: show_clock,
    },
)
