"""What a scan, a roll-call and a correction do to a mark; what a scanner types; what a roll begins with."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.attendance.rules import (
    HERE,
    SCANS,
    Entry,
    Held,
    Method,
    Outcome,
    Scan,
    State,
    arrival,
    believed,
    check_open,
    decide,
    preset,
    read_scan,
    shown_code,
)
from challenge.kernel.errors import Invalid

EIGHT = datetime(2027, 5, 24, 8, tzinfo=UTC)
FRENCH = str.maketrans("qaw zm1234567890/:.-", "aqz w,&é\"'(-è_çà!M:)")


def later(minutes: int) -> datetime:
    return EIGHT + timedelta(minutes=minutes)


def held(state: State, method: Method, minutes: int = 0, version: int = 1) -> Held:
    return Held(state, method, later(minutes), version)


def entry(state: State, method: Method, minutes: int = 0, seen: int = 0) -> Entry:
    return Entry(state, method, later(minutes), seen)


def test_first_word_is_recorded() -> None:
    assert decide(None, entry(State.PRESENT, Method.QR)) is Outcome.RECORDED


def test_second_scan_changes_nothing() -> None:
    first = held(State.PRESENT, Method.QR)

    assert decide(first, entry(State.PRESENT, Method.CODE, 1)) is Outcome.ALREADY
    assert decide(first, entry(State.LATE, Method.QR, 90)) is Outcome.ALREADY


def test_scan_that_waited_on_a_device_shows_an_earlier_arrival() -> None:
    late = held(State.LATE, Method.QR, 60)

    assert decide(late, entry(State.PRESENT, Method.QR, 10)) is Outcome.CHANGED


@pytest.mark.parametrize("absence", [State.ABSENT, State.EXCUSED])
def test_who_is_scanned_after_being_called_absent_has_come(absence: State) -> None:
    called = held(absence, Method.ROLL, 30)

    assert decide(called, entry(State.LATE, Method.QR, 40)) is Outcome.CHANGED
    assert decide(called, entry(State.PRESENT, Method.QR, 20)) is Outcome.KEPT


def test_roll_that_did_not_know_of_a_scan_gives_way() -> None:
    scan = held(State.PRESENT, Method.QR, 10)

    assert decide(scan, entry(State.ABSENT, Method.ROLL, 30, seen=0)) is Outcome.KEPT
    assert decide(scan, entry(State.ABSENT, Method.ROLL, 30, seen=1)) is Outcome.CHANGED
    assert decide(scan, entry(State.LATE, Method.ROLL, 30, seen=0)) is Outcome.CHANGED


def test_roll_that_waited_on_a_phone_gives_way_to_a_later_word() -> None:
    word = held(State.EXCUSED, Method.CORRECTION, 50)

    assert decide(word, entry(State.ABSENT, Method.ROLL, 30)) is Outcome.KEPT
    assert decide(word, entry(State.ABSENT, Method.ROLL, 55)) is Outcome.CHANGED


def test_latest_correction_wins() -> None:
    assert decide(held(State.ABSENT, Method.CORRECTION, 9), entry(State.LATE, Method.CORRECTION, 9)) is Outcome.CHANGED


MARKS = st.builds(held, st.sampled_from(State), st.sampled_from(Method), st.integers(0, 60), st.integers(1, 3))
ENTRIES = st.builds(entry, st.sampled_from(State), st.sampled_from(Method), st.integers(0, 60), st.integers(0, 3))


@given(MARKS, ENTRIES)
def test_same_word_twice_never_changes_anything(mark: Held, word: Entry) -> None:
    outcome = decide(mark, word)
    now = Held(word.state, word.method, word.at, mark.version + 1) if outcome is Outcome.CHANGED else mark

    assert decide(now, word) in ({Outcome.ALREADY} if outcome is Outcome.CHANGED else {outcome})


@given(MARKS, ENTRIES)
def test_scan_never_makes_anybody_absent(mark: Held, word: Entry) -> None:
    if word.method in SCANS and word.state in HERE and mark.state in HERE:
        assert decide(mark, word) in (Outcome.ALREADY, Outcome.CHANGED)


def test_one_is_late_from_the_moment_on() -> None:
    assert arrival(later(-1), EIGHT) is State.PRESENT
    assert arrival(EIGHT, EIGHT) is State.LATE


def test_devices_clock_is_believed_within_bounds() -> None:
    now = later(60)

    assert believed(None, EIGHT, now) == now
    assert believed(later(30), EIGHT, now) == later(30)
    assert believed(later(90), EIGHT, now) == now
    assert believed(later(-90), EIGHT, now) == EIGHT


def test_scan_outside_the_half_day_is_refused() -> None:
    check_open(EIGHT, EIGHT, later(60))
    with pytest.raises(Invalid, match=r"attendance\.ahead"):
        check_open(later(-1), EIGHT, later(60))
    with pytest.raises(Invalid, match=r"attendance\.over"):
        check_open(later(60), EIGHT, later(60))


def test_roll_begins_as_present_where_nobody_was_scanned() -> None:
    assert preset([None, State.EXCUSED, None], []) == [State.PRESENT, State.EXCUSED, State.PRESENT]


def test_roll_begins_with_the_scans_where_there_are_some() -> None:
    assert preset([State.PRESENT, None, State.LATE], ["one"]) == [State.PRESENT, State.ABSENT, State.LATE]


@pytest.mark.parametrize(
    "text",
    [
        "b7k2mq",
        "B7K-2MQ",
        " b7k 2mq\n",
        "https://hall.example/e/crunch-27/c/b7k2mq",
        "HTTPS://HALL.EXAMPLE/E/CRUNCH-27/C/B7K2MQ?x=1",
        "b7k2mq".translate(FRENCH),
        "http://hall.example:8000/e/crunch-27/c/b7k2mq".translate(FRENCH),
    ],
)
def test_code_is_read_however_it_is_typed(text: str) -> None:
    found = read_scan(text)

    assert found is not None
    assert found.code == "b7k2mq"
    assert found.slug in ("", "crunch-27")


def test_address_of_a_badge_names_its_edition() -> None:
    assert read_scan("http://h/e/lome/c/b7k2mq") == Scan("b7k2mq", "lome")


@pytest.mark.parametrize(
    "text", ["", "b7k2m", "b7k2mqq", "o7k2mq", "Marie", "http://h/t/A07", "https://x/e/y/teams/A07"]
)
def test_other_texts_name_no_badge(text: str) -> None:
    assert read_scan(text) is None


def test_code_is_shown_in_two_groups() -> None:
    assert shown_code("b7k2mq") == "B7K-2MQ"
