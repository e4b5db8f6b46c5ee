"""Visits that come later go into slots that are free already: nothing that is planned moves, walks stay short."""

from __future__ import annotations

from bisect import bisect
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from statistics import median_low

from challenge.judging.rules.timetable import SlotVisit, timetable
from challenge.judging.rules.walking import Place, way

Pair = tuple[str, str]
Agenda = dict[int, Place | None]


def fit_in(
    visits: Collection[Pair],
    kept: Collection[SlotVisit],
    places: Mapping[str, Place],
    first: int = 1,
    made: Collection[SlotVisit] = (),
) -> list[SlotVisit]:
    """Give new visits slots beside those that are kept: a free one with the least walk, else one after the last.

    A slot is free for a visit when it has not begun (it is `first` or later, and later than what its juror made and its
    project received last) and neither is anywhere in it. Visits with the fewest free slots choose first; of equally
    short walks the earlier slot wins. What found none is a timetable of its own after the last slot of all.

    Args:
        visits: pairs (juror, project), each once and none of them kept.
        kept: what stays where it is.
        places: where a project stands; one without a place costs no walk.
        first: the first slot that has not begun.
        made: those of `kept` that took place.

    Returns:
        By slot, then juror.
    """
    last = max([first - 1, *(one.slot for one in kept)])
    book = _Book(kept, places, first, made)
    left = {pair: book.free(pair, last) for pair in visits}
    found: list[SlotVisit] = []
    late: list[Pair] = []
    while left:
        pair = min(left, key=lambda one: (len(left[one]), one))
        slots = left.pop(pair)
        if not slots:
            late.append(pair)
            continue
        chosen = book.put(pair, slots)
        found.append(chosen)
        for other, open_to in left.items():
            if (other[0] == chosen.juror or other[1] == chosen.project) and chosen.slot in open_to:
                open_to.remove(chosen.slot)
    found += [SlotVisit(last + one.slot, one.juror, one.project) for one in timetable(late, places)]
    return sorted(found)


def reached(made: Collection[SlotVisit]) -> int:
    """Return the slot that a hall without a clock has reached: half of those who have begun are there or beyond.

    Not the farthest: one fast juror, or a sheet out of turn, would close the slots of everybody. 0 before any visit.
    """
    last: dict[str, int] = {}
    for one in made:
        last[one.juror] = max(last.get(one.juror, 0), one.slot)
    return median_low(last.values()) if last else 0


class _Book:
    """Who is where in which slot, and from which slot on each is free to plan."""

    def __init__(
        self, kept: Collection[SlotVisit], places: Mapping[str, Place], first: int, made: Collection[SlotVisit]
    ) -> None:
        self._places = places
        self._jurors: defaultdict[str, Agenda] = defaultdict(dict)
        self._projects: defaultdict[str, set[int]] = defaultdict(set)
        self._juror_from: defaultdict[str, int] = defaultdict(lambda: first)
        self._project_from: defaultdict[str, int] = defaultdict(lambda: first)
        for one in kept:
            self._note(one)
        for one in made:
            self._juror_from[one.juror] = max(self._juror_from[one.juror], one.slot + 1)
            self._project_from[one.project] = max(self._project_from[one.project], one.slot + 1)

    def free(self, pair: Pair, last: int) -> list[int]:
        """Return the slots up to the last one in which both can still meet."""
        juror, project = pair
        start = max(self._juror_from[juror], self._project_from[project])
        taken = self._jurors[juror].keys() | self._projects[project]
        return [slot for slot in range(start, last + 1) if slot not in taken]

    def put(self, pair: Pair, slots: Sequence[int]) -> SlotVisit:
        """Take the slot that adds the least walk; the earliest of several."""
        juror, project = pair
        agenda, here = self._jurors[juror], self._places.get(project)
        stops = sorted(agenda)
        slot = min(slots, key=lambda at: (_detour(agenda, stops, at, here), at))
        chosen = SlotVisit(slot, juror, project)
        self._note(chosen)
        return chosen

    def _note(self, one: SlotVisit) -> None:
        self._jurors[one.juror][one.slot] = self._places.get(one.project)
        self._projects[one.project].add(one.slot)


def _detour(agenda: Agenda, stops: Sequence[int], slot: int, here: Place | None) -> int:
    """Return by how much a stop in a slot makes the walk along an agenda longer."""
    at = bisect(stops, slot)
    before = agenda[stops[at - 1]] if at else None
    after = agenda[stops[at]] if at < len(stops) else None
    return way(before, here) + way(here, after) - way(before, after)
