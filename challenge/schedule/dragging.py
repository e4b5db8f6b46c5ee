"""What moving one milestone would do: its own moments, what follows it, and what then clashes. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from challenge.schedule.ordering import Ordered, check_order, followers
from challenge.schedule.rules import Moments, Transition
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
    return put(lines, milestone_id, moved[0].after, now, "minutes") if moved else ([], [])


def put(
    lines: Sequence[Draggable], milestone_id: int, times: Moments, now: datetime, place: str
) -> tuple[list[Move], list[Clash]]:
    """Return what moves when a milestone is put at some instants, itself first, and what then clashes.

    Nothing when these are its times already.

    Args:
        lines: of the edition, with the milestone among them.
        milestone_id: its inside name.
        times: its new instants, possible in themselves.
        now: the edition's instant.
        place: field that a refusal is about.

    Raises:
        Invalid: those of `ordering.followers` and `ordering.check_order`.
    """
    own = next(line for line in lines if line.id == milestone_id)
    if times == own.moments():
        return [], []
    placed = _Placed(own.id, own.code, own.opens_after_id, own.locks_after_id, times)
    after = {milestone_id: times} | followers([placed if line is own else line for line in lines], milestone_id, now)
    check_order(lines, after, [milestone_id], place)
    known = {line.id: line for line in lines}
    moved = [Move(known[key], known[key].moments(), at) for key, at in after.items()]
    return moved, clashes(lines, moved)


def at_once(move: Move, now: datetime) -> list[Transition]:
    """Return which moments of a milestone lay ahead and would lie behind: they would come at once."""
    ahead = {transition for transition, at in move.before.transitions() if at > now}
    return [transition for transition, at in move.after.transitions() if at <= now and transition in ahead]
