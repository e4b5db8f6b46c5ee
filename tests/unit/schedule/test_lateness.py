"""When a moment is too late to fire by itself: real running time counts, and nothing closes before it has opened."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.clock import EditionClock, real_time
from challenge.kernel.errors import Invalid
from challenge.schedule.lateness import LIMIT_MIN, SETTING, check_limit, limit_of, sorted_out, waits_from

LIMIT = timedelta(hours=2)
HOUR = timedelta(hours=1)
NOON = datetime(2027, 5, 24, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Moment:
    """An unfired moment of a test, which comes at a real time and waits after another."""

    milestone_id: int
    real_at: datetime
    waits_from: datetime | None
    is_behind: bool = False
    after_id: int | None = None


def moment(milestone_id: int, at: datetime, *, is_behind: bool = False) -> Moment:
    return Moment(milestone_id, at, at + LIMIT, is_behind)


def test_in_real_time_a_moment_waits_once_the_limit_has_passed() -> None:
    assert waits_from(real_time(), NOON, LIMIT) == NOON + LIMIT


def test_what_the_clock_was_set_over_counts_from_the_setting() -> None:
    set_over = EditionClock(anchor_real=NOON, anchor_edition=NOON + 30 * HOUR)
    assert waits_from(set_over, NOON, LIMIT) == NOON + LIMIT
    assert waits_from(set_over, NOON + 31 * HOUR, LIMIT) == NOON + HOUR + LIMIT


def test_a_pause_does_not_make_anything_late() -> None:
    paused = EditionClock(NOON, NOON, paused_at=NOON + HOUR)
    assert waits_from(paused, NOON, LIMIT) is None
    assert waits_from(EditionClock(NOON, NOON, paused_at=NOON + 3 * HOUR), NOON, LIMIT) == NOON + LIMIT


@pytest.mark.parametrize("speed", [0.5, 2.0, 1440.0])
def test_nothing_waits_in_an_edition_that_is_played(speed: float) -> None:
    assert waits_from(EditionClock(NOON, NOON, speed), NOON, LIMIT) is None


def test_only_what_is_later_than_the_limit_waits() -> None:
    late, just, ahead = moment(1, NOON - LIMIT - HOUR), moment(2, NOON - LIMIT), moment(3, NOON + HOUR)
    assert sorted_out([late, just, ahead], NOON) == ([just, ahead], [late])


def test_nothing_of_a_milestone_overtakes_its_moment_that_waits() -> None:
    opened, closed, lock = moment(1, NOON - 3 * HOUR), moment(1, NOON - HOUR), moment(1, NOON + HOUR)
    assert sorted_out([opened, closed, lock], NOON) == ([], [opened, closed])
    behind = moment(2, NOON - HOUR, is_behind=True)
    assert sorted_out([behind, moment(3, NOON)], NOON) == ([moment(3, NOON)], [behind])


def test_a_milestone_that_opens_after_one_that_waits_waits_too() -> None:
    first, other = moment(1, NOON - 3 * HOUR), moment(3, NOON - HOUR)
    second = Moment(2, NOON - HOUR, NOON + HOUR, after_id=1)
    third = Moment(4, NOON - HOUR / 2, NOON + HOUR, after_id=2)
    assert sorted_out([first, other, second, third], NOON) == ([other], [first, second, third])


def test_what_never_waits_fires_however_late() -> None:
    played = Moment(1, NOON - 100 * HOUR, None)
    assert sorted_out([played], NOON) == ([played], [])


def test_limit_is_two_hours_unless_an_edition_says_otherwise() -> None:
    assert limit_of({}) == timedelta(minutes=LIMIT_MIN) == LIMIT
    assert limit_of({SETTING: 30}) == HOUR / 2


@pytest.mark.parametrize("minutes", [0, 4, 10_081, -5])
def test_impossible_limits_are_refused(minutes: int) -> None:
    with pytest.raises(Invalid, match=r"schedule\.limit"):
        check_limit(minutes)
    assert check_limit(5) == 5
