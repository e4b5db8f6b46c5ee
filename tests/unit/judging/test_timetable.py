from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules import walking
from challenge.judging.rules.timetable import SlotVisit, colour, slots_needed, timetable
from challenge.judging.rules.walking import Place, walk, way
from challenge.kernel.errors import Conflict, Invalid

visits_of_a_day = st.sets(st.tuples(st.sampled_from("abcdefg"), st.sampled_from("PQRSTUVWX")), max_size=60)
HALL = {code: Place("north" if code < "T" else "south", ord(code)) for code in "PQRSTUVW"}


@settings(max_examples=12, deadline=None)
@given(visits_of_a_day)
def test_timetable_uses_the_least_number_of_slots_and_nobody_is_twice_in_one(visits: set[tuple[str, str]]) -> None:
    rows = timetable(visits, HALL)

    assert sorted((row.juror, row.project) for row in rows) == sorted(visits)
    assert len({row.slot for row in rows}) == slots_needed(visits)
    assert max((row.slot for row in rows), default=0) == slots_needed(visits)
    assert len({(row.slot, row.juror) for row in rows}) == len({(row.slot, row.project) for row in rows}) == len(rows)


@settings(max_examples=4, deadline=None)
@given(visits_of_a_day, st.randoms(use_true_random=False))
def test_timetable_ignores_the_order_of_visits(visits: set[tuple[str, str]], chance: object) -> None:
    ordered = sorted(visits)
    chance.shuffle(ordered)  # type: ignore[attr-defined]

    assert timetable(ordered, HALL) == timetable(sorted(visits), HALL)


def test_slots_needed_is_the_longest_list_of_anybody() -> None:
    assert slots_needed([("a", "P"), ("b", "P"), ("c", "P"), ("a", "Q")]) == 3
    assert slots_needed([]) == 0


def test_colouring_turns_chains_when_no_common_slot_is_left() -> None:
    meetings = [(left, 3 + right) for left in range(3) for right in range(3)]

    agenda = colour(meetings, [0] * 9, 3)

    assert [sorted(row) for row in agenda] == [[3, 4, 5]] * 3 + [[0, 1, 2]] * 3
    assert all(agenda[met][slot] == node for node, row in enumerate(agenda) for slot, met in enumerate(row))


def test_timetable_refuses_too_few_slots_and_says_how_many() -> None:
    with pytest.raises(Conflict) as refusal:
        timetable([("a", "P"), ("a", "Q")], {}, slots=1)

    assert (refusal.value.code, refusal.value.params) == ("judging.slots_too_few", {"needed": 2, "slots": 1})
    assert len(timetable([("a", "P"), ("a", "Q")], {}, slots=2)) == 2


def test_timetable_refuses_a_visit_given_twice() -> None:
    with pytest.raises(Invalid, match=r"judging\.visit_repeated"):
        timetable([("a", "P"), ("a", "P")], {})


def test_one_juror_walks_zone_by_zone() -> None:
    places = {f"P{k}": Place("east" if k % 2 else "west", k) for k in range(8)}

    rows = timetable([("a", code) for code in places], places)

    zones = [places[row.project].zone for row in rows]
    assert sum(zone != after for zone, after in pairwise(zones)) == 1
    assert rows[0] == SlotVisit(1, "a", rows[0].project)


def test_walks_get_shorter(monkeypatch: pytest.MonkeyPatch) -> None:
    visits = [(f"j{(p * 7 + k * 5) % 20}", f"P{p:02}") for p in range(60) for k in range(3)]
    places = {f"P{p:02}": Place(f"Z{p % 6}", p // 6) for p in range(60)}
    better = _walked(timetable(visits, places), places)
    monkeypatch.setattr(walking, "_TRIES_MOST", 0)

    plain = _walked(timetable(visits, places), places)

    assert better < plain


def test_way_counts_tables_and_a_zone_as_ten() -> None:
    here = Place("north", 4)

    assert way(here, Place("north", 7)) == 3
    assert way(here, Place("north", 40)) == 10
    assert way(here, Place("south", 4)) == 10
    assert (way(None, here), way(here, None)) == (0, 0)


def test_walk_skips_free_slots() -> None:
    places = [Place("north", 1), Place("north", 4)]

    assert walk([1, -1, 2], 1, places) == 3


def _walked(rows: list[SlotVisit], places: dict[str, Place]) -> int:
    total = 0
    for juror in Counter(row.juror for row in rows):
        stops = [places[row.project] for row in rows if row.juror == juror]
        total += sum(way(start, end) for start, end in pairwise(stops))
    return total
