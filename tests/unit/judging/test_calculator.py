from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from challenge.judging.rules.calculator import Answer, Day, calculate, calculate_rooms, invitations
from challenge.kernel.errors import Conflict, Invalid

SOME = settings(max_examples=80, deadline=None)
HALL = Day(teams=160, visits_per_team=3, minutes=8, window=120, jurors=40, rounds=1, walking=2)


@st.composite
def days(draw: st.DrawFn) -> Day:
    each = draw(st.integers(1, 6))
    return Day(
        teams=draw(st.integers(1, 300)),
        visits_per_team=each,
        minutes=draw(st.integers(3, 20)),
        window=draw(st.integers(20, 480)),
        jurors=draw(st.integers(each, 200)),
        rounds=draw(st.integers(1, 4)),
        walking=draw(st.integers(0, 4)),
        pause=draw(st.integers(0, 15)),
    )


@st.composite
def small_days(draw: st.DrawFn) -> Day:
    """Return days of few teams and many rounds, where visits share out unevenly."""
    return Day(
        teams=draw(st.integers(1, 9)),
        visits_per_team=draw(st.integers(1, 6)),
        minutes=draw(st.integers(3, 20)),
        window=draw(st.integers(20, 240)),
        jurors=draw(st.integers(1, 9)),
        rounds=draw(st.integers(1, 8)),
        walking=draw(st.integers(0, 4)),
        pause=draw(st.integers(0, 15)),
    )


def works(day: Day) -> bool:
    try:
        return calculate(day).spare >= -1e-9
    except Conflict:
        return False


def test_a_complete_day_is_checked() -> None:
    # 480 visits by 40 jurors are 12 each; 12 visits of 8 minutes and 11 walks of 2 are 118 minutes.
    assert calculate(HALL) == Answer(HALL, 480, 12, 12, 118, 2)


def test_a_complete_day_that_is_too_short_says_by_how_much() -> None:
    assert calculate(replace(HALL, jurors=30)).spare == 120 - (16 * 10 - 2)


@pytest.mark.parametrize(
    ("missing", "answer"),
    [("teams", 160), ("visits_per_team", 3), ("minutes", 8), ("window", 118), ("jurors", 40), ("rounds", 12)],
)
def test_any_one_number_is_found(missing: str, answer: float) -> None:
    day = replace(HALL, **{missing: None})  # type: ignore[arg-type]

    assert getattr(calculate(day).day, missing) == answer


@SOME
@given(days(), st.sampled_from(["teams", "visits_per_team", "jurors", "rounds"]))
def test_an_answer_fits_and_one_more_step_does_not(day: Day, missing: str) -> None:
    try:
        answer = calculate(replace(day, **{missing: None}))  # type: ignore[arg-type]
    except Conflict:
        assert not works(day)
        return

    found = getattr(answer.day, missing)
    assert answer.spare >= -1e-9
    step = -1 if missing == "jurors" else 1
    assume(1 <= found + step < (100 if missing == "rounds" else 10_000))
    assert not works(replace(answer.day, **{missing: found + step}))


def largest(day: Day, missing: str, most: int) -> int:
    """Return the largest number that works, by trying every one; 0 when none does."""
    return max((value for value in range(1, most + 1) if works(replace(day, **{missing: value}))), default=0)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(small_days(), st.sampled_from(["teams", "visits_per_team"]))
@example(Day(teams=1, jurors=8, minutes=8, window=180, rounds=6, walking=1, pause=5), "visits_per_team")
def test_the_largest_answer_is_that_of_trying_every_number(day: Day, missing: str) -> None:
    try:
        found = getattr(calculate(replace(day, **{missing: None})).day, missing)  # type: ignore[arg-type]
    except Conflict:
        found = 0

    # No more teams than visits of a minute that all jurors could make in the window.
    most = round((day.window or 0) * (day.jurors or 0)) + 1
    assert found == largest(day, missing, most)


@SOME
@given(days())
def test_the_end_found_is_the_end_used(day: Day) -> None:
    assume(day.rounds is not None and day.rounds <= (day.teams or 0) * (day.visits_per_team or 0))
    answer = calculate(replace(day, window=None))

    assert answer.end == answer.day.window
    assert answer.spare == 0
    assert works(replace(answer.day, window=answer.end))
    assert answer.visits_per_juror * (day.jurors or 0) >= answer.visits
    assert answer.slots >= max(answer.visits_per_juror, day.visits_per_team or 0)


@SOME
@given(days())
def test_visits_as_long_as_found_fill_the_window(day: Day) -> None:
    try:
        answer = calculate(replace(day, minutes=None))
    except Conflict:
        return

    assert answer.spare >= -1e-6
    longer = calculate(replace(answer.day, minutes=(answer.day.minutes or 0) + 1))
    assert longer.spare < 0


def test_every_team_needs_that_many_different_jurors() -> None:
    with pytest.raises(Conflict, match=r"judging\.day_impossible"):
        calculate(replace(HALL, jurors=2))
    assert calculate(Day(teams=2, visits_per_team=5, minutes=5, window=500)).day.jurors == 5


@pytest.mark.parametrize("missing", ["teams", "visits_per_team", "minutes", "jurors", "rounds"])
def test_a_window_for_not_even_one_visit_is_impossible(missing: str) -> None:
    with pytest.raises(Conflict, match=r"judging\.day_impossible"):
        calculate(replace(replace(HALL, window=1, pause=500, rounds=2), **{missing: None}))  # type: ignore[arg-type]


def test_more_than_one_open_number_is_refused() -> None:
    with pytest.raises(Invalid, match=r"judging\.day_incomplete") as refusal:
        calculate(Day(teams=5, minutes=8, jurors=3))
    assert refusal.value.params == {"missing": "visits_per_team, window"}


@pytest.mark.parametrize("wrong", [{"teams": 0}, {"minutes": math.nan}, {"window": -5}, {"walking": -1}])
def test_numbers_that_make_no_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(Invalid, match=r"judging\.day_(number|minutes)"):
        calculate(replace(HALL, **wrong))  # type: ignore[arg-type]


def test_invitations_allow_for_those_who_stay_away() -> None:
    assert (invitations(55, 0.0), invitations(55, 0.08), invitations(54, 0.1)) == (55, 60, 60)
    with pytest.raises(Invalid, match=r"judging\.day_number"):
        invitations(55, 1.0)


def test_rooms_are_found_from_the_jurors_in_them() -> None:
    day = Day(teams=60, visits_per_team=2, minutes=10, window=200, rounds=1, walking=2)
    found = calculate_rooms(day, 3)

    assert (found.rooms, found.jurors, found.linked) == (8, 24, 0)
    assert found == calculate_rooms(replace(day, jurors=26), 3)
    assert found.answer.day.jurors == found.rooms


def test_one_sitting_each_takes_the_two_slots_more_that_compare_rooms() -> None:
    day = Day(teams=20, visits_per_team=1, minutes=10, window=500, jurors=12, rounds=1)
    found, alone = calculate_rooms(day, 3), calculate_rooms(day, 12)

    assert (found.rooms, found.linked, found.answer.visits, found.answer.slots) == (4, 8, 28, 7)
    assert (alone.rooms, alone.linked, alone.answer.slots) == (1, 0, 20)


@pytest.mark.parametrize(("jurors", "per_room", "code"), [(2, 3, "impossible"), (9, 0, "number"), (9, None, "number")])
def test_rooms_that_nobody_fills_are_refused(jurors: int, per_room: int | None, code: str) -> None:
    with pytest.raises((Conflict, Invalid), match=rf"judging\.day_{code}"):
        calculate_rooms(replace(HALL, jurors=jurors), per_room)
