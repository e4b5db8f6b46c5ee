"""Shorter walks: the slots of a timetable are exchanged where that saves jurors a way."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

FARTHEST = 10
"""A walk to another zone costs as much as passing ten tables; no walk costs more."""
_SEED = 7
_TRIES_MOST = 9_000
_TRIES_PER_MEETING = 40  # beyond them a small hall finds no shorter way


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a project stands; tables of a zone lie in the order of their numbers."""

    zone: str
    table: int


def way(start: Place | None, end: Place | None) -> int:
    """Return the length of a walk, in tables passed; an unknown place costs nothing."""
    if start is None or end is None:
        return 0
    if start.zone != end.zone:
        return FARTHEST
    return min(abs(start.table - end.table), FARTHEST)


def walk(agenda: Sequence[int], jurors: int, places: Sequence[Place | None]) -> int:
    """Return the walk of one juror through the day; free slots are spent where they stand."""
    return _length(agenda, jurors, ways_between(places))


def ways_between(places: Sequence[Place | None]) -> list[list[int]]:
    """Return all ways between projects, worked out once: they are looked up some hundred thousand times."""
    tables = [(place.zone, place.table) if place else None for place in places]
    return [_ways_from(start, tables) for start in tables]


def _ways_from(start: tuple[str, int] | None, tables: Sequence[tuple[str, int] | None]) -> list[int]:
    if start is None:
        return [0] * len(tables)
    zone, table = start
    near = {other: min(abs(other - table), FARTHEST) for other in {end[1] for end in tables if end}}
    return [0 if end is None else near[end[1]] if end[0] == zone else FARTHEST for end in tables]


def _length(agenda: Sequence[int], jurors: int, ways: Sequence[Sequence[int]]) -> int:
    """Return the walk along an agenda, given the ways between projects."""
    length, row = 0, None
    for met in agenda:
        if met >= 0:
            if row is not None:
                length += row[met - jurors]
            row = ways[met - jurors]
    return length


def wished_slots(
    meetings: Sequence[tuple[int, int]], jurors: int, places: Sequence[Place | None], slots: int
) -> list[int]:
    """Return by meeting the slot in which it would lie on a tour of the hall.

    Everybody walks from zone to zone in the same direction, each juror from another starting point, so that the visits
    of one project spread over the day.

    Args:
        meetings: (juror, project), projects numbered after the jurors.
        jurors: how many.
        places: by project; those without a place come first on a tour.
        slots: how many; above 0 when there are meetings.
    """
    tours: dict[int, list[tuple[bool, Place, int]]] = {}
    for index, (juror, project) in enumerate(meetings):
        place = places[project - jurors]
        tours.setdefault(juror, []).append((place is not None, place or Place("", 0), index))
    wishes = [0] * len(meetings)
    for juror, tour in tours.items():
        start = juror * slots // jurors
        for turn, (_, _, index) in enumerate(sorted(tour)):
            wishes[index] = (turn * slots // len(tour) + start) % slots
    return wishes


def shorten_walks(agenda: list[list[int]], jurors: int, places: Sequence[Place | None]) -> None:
    """Exchange two slots along whole chains of meetings, as often as that shortens the sum of walks.

    A chain that is exchanged as a whole keeps everybody in one place per slot. The number of tries depends on that of
    meetings alone, so the same timetable always becomes the same.

    Args:
        agenda: by node and slot the node met, -1 when free; jurors first, then projects; changed in place.
        jurors: how many of the nodes are jurors.
        places: by project.
    """
    slots = len(agenda[0]) if agenda else 0
    if slots < 2 or not any(places):
        return
    draw = random.Random(_SEED).random
    ways = ways_between(places)
    walks = [_length(agenda[juror], jurors, ways) for juror in range(jurors)]
    meetings = sum(met >= 0 for row in agenda[:jurors] for met in row)
    for _ in range(min(_TRIES_MOST, _TRIES_PER_MEETING * meetings)):
        one = int(draw() * (slots - 1))
        two = one + 1 if draw() < 0.5 else int(draw() * slots)
        nodes = _component(agenda, int(draw() * jurors), one, two)
        _swap(agenda, nodes, one, two)
        after = {node: _length(agenda[node], jurors, ways) for node in nodes if node < jurors}
        if sum(after.values()) > sum(walks[juror] for juror in after):
            _swap(agenda, nodes, one, two)
        else:
            for juror, length in after.items():
                walks[juror] = length


def _component(agenda: list[list[int]], start: int, one: int, two: int) -> list[int]:
    """Return all nodes that the meetings of two slots link to a node; it is a path or a ring."""
    nodes, slot, node = [start], one, start
    while (node := agenda[node][slot]) >= 0 and node != start:
        nodes.append(node)
        slot = two if slot == one else one
    if node == start:
        return nodes
    slot, node = two, start
    while (node := agenda[node][slot]) >= 0:
        nodes.append(node)
        slot = two if slot == one else one
    return nodes


def _swap(agenda: list[list[int]], nodes: list[int], one: int, two: int) -> None:
    """Exchange two slots for these nodes."""
    for node in nodes:
        agenda[node][one], agenda[node][two] = agenda[node][two], agenda[node][one]
