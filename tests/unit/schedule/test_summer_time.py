"""Days on which the hall's clocks are changed, in both directions and in halls where that is otherwise."""

from datetime import UTC, date, datetime

import pytest

from challenge.kernel.clock import instant
from challenge.schedule.summer_time import Odd, change_on, odd, odd_times

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
