"""Everything later, or earlier, from an instant on: what moves, and what then takes place at the same time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from challenge.kernel.clock import instant, zone
from challenge.kernel.errors import Invalid
from challenge.schedule.rules import Moments, check

EVERYBODY = "all"
OWNERS = "owners"
# A deadline or a report asks nobody to be anywhere, and teams work beside everything else.
WITH_PRESENCE = frozenset(
    {
        *("attendance", "ceremony", "checkpoint", "deliberation", "duty"),
        *("judging", "meeting", "rehearsal", "review", "talk"),
    }
)
HANDED_IN = "deliverable"
MOST = timedelta(hours=12)


class Line(Protocol):
    """What is asked of a milestone here."""

    @property
    def id(self) -> int:
        """Inside name."""

    @property
    def code(self) -> str:
        """Name in the schedule."""

    @property
    def kind(self) -> str:
        """What sort of moment it is."""

    @property
    def audience(self) -> Sequence[str]:
        """Whom it concerns."""

    @property
    def track(self) -> str:
        """The name of its track; "" for none."""

    @property
    def hall_zone(self) -> str:
        """The zone of the hall where it takes place; "" for none."""

    def moments(self) -> Moments:
        """Return its instants, in UTC."""


class Why(StrEnum):
    """Why two milestones do not go together at the same time; the first that is true is said."""

    PEOPLE = "people"
    ZONE = "zone"
    TRACK = "track"


@dataclass(frozen=True, slots=True)
class Shift:
    """What is asked for.

    Fields:
        since: moments from this instant on move; what was before it stays.
        by: how much later; negative for earlier. Not 0, at most twelve hours.
        until: milestones whose first such moment comes at this instant or later stay; None for no end.
    """

    since: datetime
    by: timedelta
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Move:
    """A milestone that moves."""

    milestone: Line
    before: Moments
    after: Moments


@dataclass(frozen=True, slots=True)
class Clash:
    """Two milestones that do not go together at the same time."""

    first: Line
    second: Line
    why: Why


def moves(lines: Sequence[Line], shift: Shift, now: datetime) -> list[Move]:
    """Return what a shift moves, in the order of `lines`.

    Of a milestone that is under way only the moments from `since` on move: it becomes longer or shorter. What has come
    already stays, though `since` lies before it: a shift never opens again what is locked.

    Raises:
        Invalid("schedule.shift"): by nothing, or by more than twelve hours.
        Invalid("schedule.past"): a moment would come before `now`; names it.
        Invalid("schedule.order"): a milestone would end before it starts, or be due before it is announced.
    """
    if not shift.by or abs(shift.by) > MOST:
        raise Invalid("schedule.shift", "minutes")
    shift = replace(shift, since=max(shift.since, now))
    found = [Move(line, line.moments(), shifted(line.moments(), shift)) for line in lines]
    moved = [move for move in found if move.after != move.before]
    for move in moved:
        _possible(move, now)
    return moved


def shifted(moments: Moments, shift: Shift) -> Moments:
    """Return a milestone's moments after a shift: those from its instant on, unless all of them lie after its end."""
    ahead = [at for _, at in moments.transitions() if at >= shift.since]
    if not ahead or (shift.until is not None and min(ahead) >= shift.until):
        return moments
    given = (moments.starts, moments.ends, moments.announced, moments.due, moments.lock)
    starts, ends, *others = (at + shift.by if at is not None and at >= shift.since else at for at in given)
    assert starts is not None
    assert ends is not None
    return Moments(starts, ends, *others)


def _possible(move: Move, now: datetime) -> None:
    before = dict(move.before.transitions())
    for transition, at in move.after.transitions():
        if at < now and before[transition] != at:
            raise Invalid("schedule.past", "minutes", milestone=move.milestone.code)
    try:
        check(move.after)
    except Invalid as wrong:
        raise Invalid(wrong.code, "minutes") from wrong


def clashes(lines: Sequence[Line], moved: Sequence[Move]) -> list[Clash]:
    """Return which milestones get in each other's way only because of the moves, by start of the first, then code."""
    before = {line.id: line.moments() for line in lines}
    after = before | {move.milestone.id: move.after for move in moved}
    old = {(clash.first.id, clash.second.id) for clash in _together(lines, before)}
    return [clash for clash in _together(lines, after) if (clash.first.id, clash.second.id) not in old]


def overlaps(lines: Sequence[Line]) -> list[Clash]:
    """Return which milestones get in each other's way, by start of the first, then code."""
    return _together(lines, {line.id: line.moments() for line in lines})


def _together(lines: Sequence[Line], times: dict[int, Moments]) -> list[Clash]:
    """Return the pairs that overlap and do not go together, each in the order of their start, then code."""
    present = sorted(lines, key=lambda line: (times[line.id].starts, line.code))
    found = []
    for place, one in enumerate(present):
        for other in present[place + 1 :]:
            if times[other.id].starts >= times[one.id].ends:
                break
            why = _why(one, other, lasting=times[other.id].ends > times[other.id].starts)
            if why is not None:
                found.append(Clash(one, other, why))
    return found


def _why(one: Line, other: Line, *, lasting: bool) -> Why | None:
    """Return why two that overlap do not go together; a mere instant and a deadline take no room."""
    if {one.kind, other.kind} <= WITH_PRESENCE and _share(one.audience, other.audience):
        return Why.PEOPLE
    if not lasting or HANDED_IN in (one.kind, other.kind):
        return None
    if one.hall_zone and one.hall_zone == other.hall_zone:
        return Why.ZONE
    same = one.track and one.track == other.track and set(one.audience) == set(other.audience)
    return Why.TRACK if same else None


def _share(one: Sequence[str], other: Sequence[str]) -> bool:
    return EVERYBODY in one or EVERYBODY in other or bool(set(one) & set(other))


def day_end(since: datetime, zone_name: str) -> datetime:
    """Return the midnight that ends an instant's day in a zone."""
    local = since.astimezone(zone(zone_name)).replace(tzinfo=None)
    return instant((local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0), zone_name)
