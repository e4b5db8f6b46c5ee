"""Working hours, medians and likeness of questions, on values alone."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.kernel.errors import ChallengeError
from challenge.questions.rules import Promise, check_room, likeness, promise_of

ZONE = "Europe/Paris"


def at(day: int, hour: int, minute: int = 0, month: int = 5) -> datetime:
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        (at(24, 8), 2, at(24, 10)),
        (at(24, 4), 2, at(24, 8)),  # before the day opens it does not count
        (at(24, 15), 2, at(25, 7)),  # one hour today, one tomorrow
        (at(24, 16), 1, at(25, 7)),  # asked when the day closes
        (at(28, 15), 8, at(31, 13)),  # a Friday: the weekend is not worked
        (at(29, 12), 1, at(31, 7)),
        (at(24, 8), 25, at(26, 13)),
    ],
)
def test_an_answer_is_due_after_working_hours(start: datetime, hours: int, due: datetime) -> None:
    assert Promise().due(start, hours, ZONE) == due


def test_weekends_count_where_they_are_worked_and_a_day_may_last_until_midnight() -> None:
    assert Promise(weekends=True).due(at(29, 12), 1, ZONE) == at(29, 13)
    assert Promise(opens=0, closes=24, weekends=True).due(at(29, 21), 3, ZONE) == at(30, 0)


def test_the_day_that_loses_an_hour_is_an_hour_shorter() -> None:
    night = Promise(opens=0, closes=24, weekends=True)
    start = datetime(2027, 3, 27, 23, tzinfo=UTC)

    assert night.worked(start, datetime(2027, 3, 28, 22, tzinfo=UTC), ZONE) == timedelta(hours=23)


def test_time_worked_counts_the_open_hours_alone() -> None:
    promise = Promise()

    assert promise.worked(at(24, 15), at(25, 7), ZONE) == timedelta(hours=2)
    assert promise.worked(at(28, 17), at(31, 5), ZONE) == timedelta(0)
    assert promise.worked(at(25, 7), at(24, 7), ZONE) == timedelta(0)


def test_what_nobody_set_is_promised_all_the_same() -> None:
    assert promise_of({}) == Promise()
    assert promise_of({"questions": {"partner_hours": 4}}) == Promise(partner_hours=4)
    with pytest.raises(ChallengeError, match=r"questions\.hours"):
        Promise(opens=18, closes=8).checked()


def test_a_team_has_its_share_of_open_questions() -> None:
    check_room(2, 3)
    with pytest.raises(ChallengeError, match=r"questions\.open_most"):
        check_room(3, 3)


def test_words_are_alike_in_their_other_forms() -> None:
    asked = ["temperature", "capteurs"]

    assert likeness(asked, ["temperatures", "capteur"]) == 1.0
    assert likeness(asked, ["capteur"]) == 0.5
    assert likeness(asked, ["budget"]) == 0.0
    assert likeness([], asked) == 0.0
