"""What moving one milestone by some minutes would do: its own moments, what follows it, and what then clashes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from challenge.schedule.ordering import Ordered, check_order, followers
from challenge.schedule.rules import Moments
from challenge.schedule.shifting import Clash, Line, Move, Shift, clashes, moves


class Draggable(Line, Ordered, Protocol):
    """A milestone with its people and its dependencies."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A milestone at other times."""

    id: int
    code: str
    opens_after_id: int | None
    locks_after_id: int | None
    times: Moments

    def moments(self) -> Moments:
        """Return its instants."""
        return self.times


def dragged(
    lines: Sequence[Draggable], milestone_id: int, minutes: int, now: datetime
) -> tuple[list[Move], list[Clash]]:
    """Return what moves, the milestone itself first, and what then asks for the same people at the same time.

    Of a milestone whose first moments have come only those that lie ahead move.

    Args:
        lines: of the edition, with the milestone among them.
        milestone_id: its inside name.
        minutes: how much later; negative for earlier.
        now: the edition's instant.

    Raises:
        Invalid: those of `shifting.moves`, `ordering.followers` and `ordering.check_order`.
    """
    own = next(line for line in lines if line.id == milestone_id)
    moved = moves([own], Shift(now, timedelta(minutes=minutes)), now)
    if not moved:
        return [], []
    after = {milestone_id: moved[0].after}
    placed = _Placed(own.id, own.code, own.opens_after_id, own.locks_after_id, moved[0].after)
    after |= followers([placed if line is own else line for line in lines], milestone_id, now)
    check_order(lines, after, [milestone_id], "minutes")
    known = {line.id: line for line in lines}
    moved += [Move(known[key], known[key].moments(), times) for key, times in after.items() if key != milestone_id]
    return moved, clashes(lines, moved)
