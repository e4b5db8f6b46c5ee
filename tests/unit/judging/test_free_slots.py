from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.free_slots import fit_in, reached
from challenge.judging.rules.timetable import SlotVisit, slots_needed, timetable
from challenge.judging.rules.walking import Place

pairs = st.tuples(st.sampled_from("abcdefg"), st.sampled_from("PQRSTUVWX"))
HALL = {code: Place("north" if code < "T" else "south", ord(code)) for code in "PQRSTUVW"}


def test_free_slot_is_used_before_one_is_added() -> None:
    kept = [SlotVisit(1, "a", "P"), SlotVisit(3, "a", "Q"), SlotVisit(2, "b", "P")]

    assert fit_in([("b", "Q")], kept, {}) == [SlotVisit(1, "b", "Q")]
    assert fit_in([("b", "Q")], kept, {}, first=3) == [SlotVisit(4, "b", "Q")]


def test_slot_of_the_past_is_not_free() -> None:
    kept = [SlotVisit(1, "a", "P"), SlotVisit(2, "b", "Q"), SlotVisit(4, "b", "P")]

    assert fit_in([("a", "Q")], kept, {}, made=kept[:2]) == [SlotVisit(3, "a", "Q")]
    assert fit_in([("a", "Q")], kept, {}, first=4, made=kept[:2]) == [SlotVisit(4, "a", "Q")]


def test_least_walk_is_chosen_among_free_slots() -> None:
    places = {"P": Place("north", 1), "Q": Place("south", 1), "R": Place("south", 2)}
    kept = [SlotVisit(2, "a", "P"), SlotVisit(4, "a", "Q"), SlotVisit(9, "b", "P")]

    assert fit_in([("a", "R")], kept, places) == [SlotVisit(3, "a", "R")]


def test_whoever_has_one_slot_left_chooses_first() -> None:
    kept = [SlotVisit(1, "b", "R"), SlotVisit(2, "c", "P")]

    assert fit_in([("a", "Q"), ("b", "Q")], kept, {}) == [SlotVisit(1, "a", "Q"), SlotVisit(2, "b", "Q")]


def test_nothing_kept_is_a_timetable_from_the_first_slot_on() -> None:
    wave = [("a", "P"), ("b", "P"), ("a", "Q")]

    assert fit_in(wave, [], HALL) == timetable(wave, HALL)
    assert min(one.slot for one in fit_in(wave, [], HALL, first=4)) == 4


def test_hall_without_a_clock_is_where_half_of_the_jurors_are() -> None:
    made = [SlotVisit(slot, juror, "P") for juror, slot in (("a", 1), ("a", 3), ("b", 2), ("c", 9))]

    assert (reached([]), reached(made), reached(made[:3])) == (0, 3, 2)


@settings(max_examples=60, deadline=None)
@given(st.sets(pairs, max_size=40), st.sets(pairs, max_size=20), st.integers(1, 9))
def test_nobody_is_twice_in_a_slot_and_no_free_slot_is_left_unused(
    planned: set[tuple[str, str]], wave: set[tuple[str, str]], first: int
) -> None:
    kept = timetable(planned, HALL)
    made = [one for one in kept if one.slot < first]
    new = fit_in(wave - planned, kept, HALL, first, made)
    everything = [*kept, *new]
    last = max([first - 1, *(one.slot for one in kept)])
    late = [one for one in new if one.slot > last]

    assert sorted((one.juror, one.project) for one in new) == sorted(wave - planned)
    assert max(Counter((one.slot, one.juror) for one in everything).values(), default=1) == 1
    assert max(Counter((one.slot, one.project) for one in everything).values(), default=1) == 1
    assert min((one.slot for one in new), default=first) >= first
    assert len({one.slot for one in late}) == slots_needed([(one.juror, one.project) for one in late])
    for one in late:
        busy = {other.slot for other in everything if one.juror == other.juror or one.project == other.project}
        assert busy >= set(range(first, last + 1))
