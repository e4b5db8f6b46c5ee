"""Which changes are one story, what it tells, and when another one tells it."""

from datetime import UTC, datetime, timedelta

import pytest

from challenge.schedule.rules import Moments
from challenge.schedule.stories import Made, Story, stories

NOON = datetime(2027, 5, 24, 10, tzinfo=UTC)


def at(hours: int) -> Moments:
    return Moments(NOON + timedelta(hours=hours), NOON + timedelta(hours=hours + 1))


def made(number: int, *, is_undone: bool = False, now: datetime = NOON, **hours: int) -> Made:
    """Return a change that found milestones at some hours after noon; "m1" is the first milestone."""
    before = {int(name[1:]): at(hour) for name, hour in hours.items()}
    return Made(number, now, before, is_undone)


def numbers(found: list[Story]) -> list[tuple[list[int], bool]]:
    return [([one.id for one in story.changes], story.is_over) for story in found]


@pytest.mark.parametrize(
    ("befores", "expected"),
    [
        ([1], [([1], False)]),
        ([1, 2, 3], [([1, 2, 3], False)]),
        ([1, 2, 1], [([1, 2], True), ([3], False)]),
        ([1, 2, 1, 3], [([1, 2], True), ([3, 4], False)]),
        ([1, 2, 2], [([1, 2, 3], False)]),
    ],
)
def test_story_begins_anew_where_everything_is_as_at_its_beginning(
    befores: list[int], expected: list[tuple[list[int], bool]]
) -> None:
    assert numbers(stories(made(place, m1=hour) for place, hour in enumerate(befores, 1))) == expected


def test_other_milestones_and_what_comes_by_no_mail_are_stories_of_their_own() -> None:
    early = NOON - timedelta(days=40)
    found = stories([made(1, now=early, m1=1), made(2, m1=2), made(3, m1=3, m2=1), made(4, m1=4)])

    assert numbers(found) == [([1], False), ([2, 4], False), ([3], False)]


def told_elsewhere(*changes: Made, **hours: int) -> list[bool]:
    found = stories(changes)
    now = {int(name[1:]): at(hour) for name, hour in hours.items()}
    return [one.is_told_elsewhere(now, found) for one in found]


def test_larger_change_tells_what_a_smaller_one_told_before_it() -> None:
    small, large = made(1, m1=1), made(2, m1=2, m2=1)

    assert told_elsewhere(small, large, m1=3, m2=2) == [True, False]
    assert told_elsewhere(small, made(2, is_undone=True, m1=2, m2=1), m1=2, m2=1) == [False, False]
    assert told_elsewhere(small, large, made(3, m1=3, m2=2), m1=2, m2=1) == [False, False]


def test_smaller_change_after_a_larger_one_is_told_for_itself() -> None:
    assert told_elsewhere(made(1, m1=1, m2=1), made(2, m1=2), m1=3, m2=2) == [False, False]


def test_story_tells_what_differs_and_of_what_is_gone_nothing() -> None:
    story = stories([made(1, m1=1, m2=1, m3=1)])[0]
    found = story.shown({1: at(2), 2: at(1)})

    assert list(found) == [1]
    assert (story.is_whole({1: at(2), 2: at(1)}, [2]), story.is_whole({1: at(2), 2: at(1)}, [1, 2])) == (True, False)
