"""What live screens are told of attendance: staff the counts of a half-day, never a name."""

from challenge.attendance.board import cells, rolls_called, summed
from challenge.attendance.events import (
    HalfDaysDrawn,
    HalfDaySet,
    MarkChanged,
    MarkMade,
    RollCalled,
    RollClosed,
    RollReopened,
)
from challenge.attendance.models import HalfDay
from challenge.editions.queries import slug_of
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.live import feed
from challenge.live.topics import edition_topic


def show_counts(work: Work, stored: Stored) -> None:
    """Tell the desks how many of a half-day are what."""
    event = stored.event
    assert isinstance(event, (MarkMade, MarkChanged, RollCalled))
    half = work.session.get(HalfDay, event.half_day_id)
    if half is None:
        return
    found = cells(work.session, stored.edition_id, half.id)
    tally, (called, teams) = summed(found), rolls_called(found)
    body = {"half": half.number, **tally.figures(), "here": tally.here, "missing": tally.missing}
    _tell(work, stored, f"attendance-{half.number}", {**body, "called": called, "teams": teams})


def show_change(work: Work, stored: Stored) -> None:
    """Tell the desks that windows moved, or that a roll was closed or taken back."""
    _tell(work, stored, "attendance", {"version": stored.seq})


def _tell(work: Work, stored: Stored, kind: str, body: dict[str, int]) -> None:
    feed.push(work, edition_topic(slug_of(work.session, stored.edition_id), "staff"), kind, body)


def _half(event: MarkMade | MarkChanged | RollCalled) -> int:
    return event.half_day_id


LISTENER = Listener(
    "attendance.counts",
    {
        MarkMade: show_counts,
        MarkChanged: show_counts,
        RollCalled: show_counts,
        HalfDaysDrawn: show_change,
        HalfDaySet: show_change,
        RollClosed: show_change,
        RollReopened: show_change,
    },
    only_last={MarkMade: _half, MarkChanged: _half, RollCalled: _half},
    is_derived=True,
)
