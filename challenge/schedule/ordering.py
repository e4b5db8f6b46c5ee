"""Milestones that open or lock after another one is over: what holds, what follows a move, what goes in a circle."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from challenge.kernel.errors import Invalid
from challenge.schedule.rules import Moments, check
from challenge.schedule.shifting import Shift, shifted

OPENS, LOCKS = "opens_after", "locks_after"


class Ordered(Protocol):
    """What is asked of a milestone here."""

    @property
    def id(self) -> int:
        """Inside name."""

    @property
    def code(self) -> str:
        """Name in the schedule."""

    @property
    def opens_after_id(self) -> int | None:
        """Which milestone is over before this one opens; None for none."""

    @property
    def locks_after_id(self) -> int | None:
        """Which milestone is over before this one locks; None for none."""

    def moments(self) -> Moments:
        """Return its instants, in UTC."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A dependency: `later` opens or locks (`how`) after `first` is over."""

    later: int
    first: int
    how: str


def over_at(moments: Moments) -> datetime:
    """Return the last moment of a milestone: from then on it is over."""
    return max(at for _, at in moments.transitions())


def opens_at(moments: Moments) -> datetime:
    """Return when a milestone opens; what is handed in opens with its announcement."""
    return moments.announced if moments.announced and moments.due else moments.starts


def ties(lines: Sequence[Ordered]) -> list[Tie]:
    """Return the dependencies between these milestones."""
    known = {line.id for line in lines}
    pairs = [(line.id, line.opens_after_id, OPENS) for line in lines]
    pairs += [(line.id, line.locks_after_id, LOCKS) for line in lines]
    return [Tie(later, first, how) for later, first, how in pairs if first is not None and first in known]


def check_circles(lines: Sequence[Ordered]) -> None:
    """Refuse milestones that wait for each other.

    Raises:
        Invalid("schedule.cycle"): names one of them.
    """
    _in_order(lines)


def check_order(lines: Sequence[Ordered], times: Mapping[int, Moments], changed: Collection[int], place: str) -> None:
    """Refuse times at which a milestone that was changed, or one that depends on it, opens or locks too early.

    Args:
        lines: of the edition.
        times: new times by inside name; of the others those that they have.
        changed: which ones were changed.
        place: field that the refusal is about.

    Raises:
        Invalid("schedule.dependency"): names the milestone that is too early and the one it depends on.
    """
    after = {line.id: line.moments() for line in lines} | dict(times)
    codes = {line.id: line.code for line in lines}
    for tie in ties(lines):
        if {tie.later, tie.first} & set(changed) and not _holds(tie, after):
            raise Invalid("schedule.dependency", place, milestone=codes[tie.later], first=codes[tie.first])


def followers(lines: Sequence[Ordered], moved: int, now: datetime) -> dict[int, Moments]:
    """Return the new times of what depends on a milestone that was moved, by inside name; only of what must move.

    Each comes later by just as much as it must, with everything of it that lies ahead; nothing comes earlier.

    Args:
        lines: of the edition, the moved one at its new times.
        moved: its inside name.
        now: the edition's instant.

    Raises:
        Invalid("schedule.dependency"): one has opened already, or it would contradict itself; names it.
    """
    times = {line.id: line.moments() for line in lines}
    codes = {line.id: line.code for line in lines}
    found: dict[int, Moments] = {}
    for tie in _in_order(lines):
        if tie.first != moved and tie.first not in found:
            continue
        if _holds(tie, times):
            continue
        pushed = _pushed(times[tie.later], over_at(times[tie.first]), tie.how, now)
        times[tie.later] = found[tie.later] = pushed
        try:
            check(pushed)
        except Invalid as wrong:
            raise _too_early(codes, tie) from wrong
        if not _holds(tie, times):
            raise _too_early(codes, tie)
    return found


def _too_early(codes: Mapping[int, str], tie: Tie) -> Invalid:
    return Invalid("schedule.dependency", "ends", milestone=codes[tie.later], first=codes[tie.first])


def _holds(tie: Tie, times: Mapping[int, Moments]) -> bool:
    later = times[tie.later]
    return (opens_at(later) if tie.how == OPENS else over_at(later)) >= over_at(times[tie.first])


def _pushed(moments: Moments, until: datetime, how: str, now: datetime) -> Moments:
    if how == OPENS:
        return shifted(moments, Shift(now, until - opens_at(moments)))
    return replace(moments, lock=until) if moments.lock else replace(moments, ends=until)


def _in_order(lines: Sequence[Ordered]) -> list[Tie]:
    """Return the dependencies so that each comes after all on which its first milestone depends."""
    open_ties, found = ties(lines), list[Tie]()
    while open_ties:
        waiting = {tie.later for tie in open_ties}
        ready = [tie for tie in open_ties if tie.first not in waiting]
        if not ready:
            codes = {line.id: line.code for line in lines}
            raise Invalid("schedule.cycle", open_ties[0].how, milestone=codes[open_ties[0].later])
        # One milestone with two dependencies is only done when both are: the second may push it again.
        found += ready
        open_ties = [tie for tie in open_ties if tie not in ready]
    return found
