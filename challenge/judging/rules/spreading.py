"""Spreading jurors over rooms: even sizes, mixed fields and organisations, and a way out for everybody's own team."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import combinations

from challenge.kernel.errors import Invalid

_CLOSED = 1000  # a house that sits in every room: its teams would find none without a conflict of interest
_SAME_HOUSE = 4  # two of one organisation in a room
_SAME_FIELD = 1  # two of one field in a room
_MOST_SWAPS = 10_000  # a swap always lowers the cost, so far fewer are made


@dataclass(frozen=True, slots=True, order=True)
class Sitter:
    """A juror to be seated; `house` is their organisation or its conflict group, "" for none."""

    code: str
    field: str = ""
    house: str = ""


def spread(jurors: Collection[Sitter], rooms: int) -> list[list[str]]:
    """Return by room the jurors who sit in it, by code; the same jurors in another order give the same rooms.

    Sizes differ by one at most. Of one house and of one field as few as can be sit together. No house sits in every
    room while it can be helped, or its own teams would find no room without a conflict of interest (R16): a house with
    as many jurors as there are rooms has two in one of them.

    Args:
        jurors: each code once.
        rooms: 1 or more; with fewer jurors than rooms the last ones stay empty.

    Raises:
        Invalid("judging.room_count"): no room.
    """
    if rooms < 1:
        raise Invalid("judging.room_count", "count")
    plan = _Seating(rooms)
    houses = Counter(one.house for one in jurors)
    fields = Counter(one.field for one in jurors)
    fewest, fuller = divmod(len(jurors), rooms)
    # Large houses first, while there is a choice; then field by field.
    for one in sorted(jurors, key=lambda one: (one.house == "", -houses[one.house], -fields[one.field], one)):
        open_to = [room for room in range(rooms) if len(plan.rooms[room]) < fewest + (room < fuller)]
        plan.put(one, min(open_to, key=lambda room, of=one: (plan.cost(of, room), len(plan.rooms[room]), room)))  # type: ignore[misc]
    plan.improve()
    return [sorted(one.code for one in room) for room in plan.rooms]


class _Seating:
    """Who sits where so far, with counts of houses and fields by room."""

    def __init__(self, rooms: int) -> None:
        self.rooms: list[list[Sitter]] = [[] for _ in range(rooms)]
        self._houses = [Counter[str]() for _ in range(rooms)]
        self._fields = [Counter[str]() for _ in range(rooms)]

    def put(self, one: Sitter, room: int) -> None:
        self.rooms[room].append(one)
        self._houses[room][one.house] += 1
        self._fields[room][one.field] += 1

    def take(self, one: Sitter, room: int) -> None:
        self.rooms[room].remove(one)
        self._houses[room][one.house] -= 1
        self._fields[room][one.field] -= 1

    def cost(self, one: Sitter, room: int) -> int:
        """Return what it costs to put somebody into a room."""
        same_field = self._fields[room][one.field] * _SAME_FIELD if one.field else 0
        if not one.house:
            return same_field
        others = [held[one.house] for at, held in enumerate(self._houses) if at != room]
        own = self._houses[room][one.house]
        is_closed = not own and bool(others) and all(others)
        return same_field + own * _SAME_HOUSE + is_closed * _CLOSED

    def improve(self) -> None:
        """Exchange two jurors of different rooms as long as that lowers the cost."""
        for _ in range(_MOST_SWAPS):
            if not any(self._swapped(*pair) for pair in combinations(range(len(self.rooms)), 2)):
                return

    def _swapped(self, one: int, two: int) -> bool:
        for here in sorted(self.rooms[one]):
            for there in sorted(self.rooms[two]):
                if self._try(here, one, there, two):
                    return True
        return False

    def _try(self, here: Sitter, one: int, there: Sitter, two: int) -> bool:
        """Exchange two jurors; put both back unless it is better so."""
        if (here.field, here.house) == (there.field, there.house):
            return False
        self.take(here, one)
        self.take(there, two)
        stays = self._pair_cost(((here, one), (there, two)))
        if self._pair_cost(((there, one), (here, two))) >= stays:
            self.put(here, one)
            self.put(there, two)
            return False
        self.put(there, one)
        self.put(here, two)
        return True

    def _pair_cost(self, seats: Sequence[tuple[Sitter, int]]) -> int:
        """Return what it costs to put two jurors into two rooms, one after the other."""
        (first, at), (second, there) = seats
        cost = self.cost(first, at)
        self.put(first, at)
        cost += self.cost(second, there)
        self.take(first, at)
        return cost
