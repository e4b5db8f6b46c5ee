"""Days on which the hall's clocks are changed, in both directions and in halls where that is otherwise."""

from datetime import UTC, date, datetime, timedelta

import pytest

from challenge.kernel.clock import instant
from challenge.schedule.passes import Choice, pass_choices, said_passes
from challenge.schedule.placing import instants_of, wall_of
from challenge.schedule.rules import Moments
from challenge.schedule.summer_time import Odd, both_passes, change_on, meant, odd, odd_times

PARIS = "Europe/Paris"


@pytest.mark.parametrize(
    ("day", "zone", "before", "after"),
    [
        (date(2027, 3, 28), PARIS, "02:00", "03:00"),
        (date(2027, 10, 31), PARIS, "03:00", "02:00"),
        (date(2027, 4, 4), "Australia/Lord_Howe", "02:00", "01:30"),
        (date(2027, 9, 5), "America/Santiago", "00:00", "01:00"),
    ],
)
def test_clocks_go_from_one_wall_time_to_another(day: date, zone: str, before: str, after: str) -> None:
    found = change_on(day, zone)

    assert found is not None
    assert (f"{found.before:%H:%M}", f"{found.after:%H:%M}") == (before, after)
    assert found.is_missing == (after > before)


@pytest.mark.parametrize(
    ("day", "zone"), [(date(2027, 3, 27), PARIS), (date(2027, 3, 29), PARIS), (date(2027, 3, 28), "Africa/Lome")]
)
def test_other_days_have_no_change(day: date, zone: str) -> None:
    assert change_on(day, zone) is None


@pytest.mark.parametrize(
    ("wall", "found"),
    [
        (datetime(2027, 3, 28, 1, 59), None),
        (datetime(2027, 3, 28, 2, 30), Odd.MISSING),
        (datetime(2027, 3, 28, 3), None),
        (datetime(2027, 10, 31, 1, 59), None),
        (datetime(2027, 10, 31, 2, 30), Odd.FIRST),
        (datetime(2027, 10, 31, 3), None),
    ],
)
def test_typed_wall_time_is_odd_in_the_hour_of_the_change(wall: datetime, found: Odd | None) -> None:
    assert odd(wall, instant(wall, PARIS), PARIS) == found


def test_second_pass_of_an_hour_is_told_from_the_first() -> None:
    wall = datetime(2027, 10, 31, 2, 30)
    first, second = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)

    assert odd_times(
        {"starts": wall, "ends": wall, "due": None}, {"starts": first, "ends": second, "due": None}, PARIS
    ) == [
        (Odd.FIRST, wall, first),
        (Odd.SECOND, wall, second),
    ]


@pytest.mark.parametrize(
    ("wall", "zone", "found"),
    [
        (datetime(2027, 10, 31, 2, 30), PARIS, [(Odd.FIRST, 0, "UTC+2"), (Odd.SECOND, 60, "UTC+1")]),
        (datetime(2027, 4, 4, 1, 45), "Australia/Lord_Howe", [(Odd.FIRST, 0, "UTC+11"), (Odd.SECOND, 30, "UTC+10:30")]),
        (datetime(2027, 11, 7, 1, 30), "America/St_Johns", [(Odd.FIRST, 0, "UTC-2:30"), (Odd.SECOND, 60, "UTC-3:30")]),
        (datetime(2027, 10, 31, 3), PARIS, []),
        (datetime(2027, 3, 28, 2, 30), PARIS, []),
    ],
)
def test_both_passes_are_told_with_their_offsets(wall: datetime, zone: str, found: list[tuple[Odd, int, str]]) -> None:
    first = instant(wall, zone)

    assert [(one, (at - first).total_seconds() / 60, name) for one, at, name in both_passes(wall, zone)] == found


def test_a_wall_time_means_the_pass_that_its_fold_names_and_comes_back_from_its_instant() -> None:
    walls = [datetime(2027, 10, 31, 2, 30, fold=fold) for fold in (0, 1)]
    missing = datetime(2027, 3, 28, 2, 30, fold=1)

    assert [meant(wall, PARIS).hour for wall in walls] == [0, 1]
    assert meant(missing, PARIS) == instant(missing, PARIS) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    for wall in walls:
        moments = Moments(wall, wall + timedelta(minutes=5))
        assert instants_of(wall_of(instants_of(moments, PARIS), PARIS), PARIS) == instants_of(moments, PARIS)
        assert said_passes(Moments(wall, datetime(2027, 10, 31, 4)), PARIS) == {
            "starts_pass": "second" if wall.fold else "first"
        }


def test_forms_offer_both_passes_of_what_comes_twice_and_nothing_for_other_words() -> None:
    typed = {"starts": "2027-10-31T02:30", "ends": "2027-10-31T04:00", "due": "soon", "lock": None}
    options = [("first", "02:30 UTC+2"), ("second", "02:30 UTC+1")]

    assert pass_choices(typed, PARIS, {}) == {"starts": Choice([("", "–"), *options], "")}
    assert pass_choices(typed, PARIS, {"starts_pass": "second"}) == {"starts": Choice(options, "second")}
