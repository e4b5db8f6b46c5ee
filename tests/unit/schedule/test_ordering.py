"""What depends on what: circles are found, moves are followed by just as much as needed, the rest is refused."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenge.kernel.errors import Invalid
from challenge.schedule.ordering import Tie, check_circles, check_order, followers, over_at, ties
from challenge.schedule.rules import Moments
from tests.make.schedule import later


@dataclass(frozen=True)
class Line:
    """A milestone of a test."""

    id: int
    times: Moments
    opens_after_id: int | None = None
    locks_after_id: int | None = None

    @property
    def code(self) -> str:
        return f"m{self.id}"

    def moments(self) -> Moments:
        return self.times


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2027, 5, 24, hour, minute, tzinfo=UTC)


def span(start: int, end: int) -> Moments:
    return Moments(at(start), at(end))


FIRST = Line(1, span(9, 10))
SECOND = Line(2, span(10, 11), opens_after_id=1)
THIRD = Line(3, span(12, 13), opens_after_id=2)
WORK = Line(4, Moments(at(8), at(8), at(8), at(9), at(10)), locks_after_id=1)


def moved(line: Line, start: int, end: int) -> Line:
    return replace(line, times=span(start, end))


def test_what_must_follow_comes_later_by_as_much_as_it_must() -> None:
    found = followers([moved(FIRST, 9, 12), SECOND, THIRD], 1, at(8))
    assert found == {2: span(12, 13), 3: span(13, 14)}


def test_nothing_follows_while_there_is_room_and_nothing_comes_earlier() -> None:
    assert followers([moved(FIRST, 7, 8), SECOND, THIRD], 1, at(6)) == {}
    assert followers([FIRST, moved(SECOND, 10, 12), THIRD], 2, at(6)) == {}


def test_a_lock_follows_alone_and_the_due_time_stays() -> None:
    assert followers([moved(FIRST, 9, 11), WORK], 1, at(7)) == {4: replace(WORK.times, lock=at(11))}
    bare = Line(5, span(8, 10), locks_after_id=1)
    assert followers([moved(FIRST, 9, 11), bare], 1, at(7)) == {5: span(8, 11)}


def test_a_deliverable_opens_with_its_announcement() -> None:
    asked = Line(2, Moments(at(12), at(12), at(10), at(12), at(13)), opens_after_id=1)
    found = followers([moved(FIRST, 9, 11), asked], 1, at(8))
    assert found == {2: later(asked.times, timedelta(hours=1))}


def test_what_has_opened_cannot_follow() -> None:
    with pytest.raises(Invalid, match=r"schedule\.dependency") as refused:
        followers([moved(FIRST, 9, 12), SECOND], 1, at(10, 30))
    assert refused.value.params == {"milestone": "m2", "first": "m1"}


@pytest.mark.parametrize(
    "lines",
    [
        [replace(FIRST, opens_after_id=1)],
        [replace(FIRST, locks_after_id=2), SECOND],
        [replace(FIRST, opens_after_id=3), SECOND, THIRD],
    ],
)
def test_circles_are_refused(lines: list[Line]) -> None:
    with pytest.raises(Invalid, match=r"schedule\.cycle"):
        check_circles(lines)


def test_what_is_not_there_ties_nothing() -> None:
    assert ties([SECOND, THIRD]) == [Tie(3, 2, "opens_after")]
    check_circles([FIRST, SECOND, THIRD, WORK])


def test_only_what_was_changed_or_depends_on_it_is_looked_at() -> None:
    lines = [FIRST, SECOND, THIRD]
    check_order(lines, {1: span(8, 9)}, [1], "minutes")
    check_order(lines, {1: span(11, 12)}, [3], "minutes")
    for changed in (1, 2):
        with pytest.raises(Invalid, match=r"schedule\.dependency") as refused:
            check_order(lines, {1: span(11, 12)}, [changed], "minutes")
        assert refused.value.place == "minutes"


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 5), st.integers(0, 8)), min_size=2, max_size=9), st.data())
def test_after_any_move_into_the_future_every_dependency_holds(
    given_lines: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    """Each line may open after any earlier one; the first is moved to anywhere."""
    base, lines = at(0), list[Line]()
    for number, (start, length, first) in enumerate(given_lines, start=1):
        after = first if 0 < first < number else None
        begins = base + timedelta(hours=start)
        begins = max(begins, over_at(lines[after - 1].times)) if after else begins
        lines.append(Line(number, Moments(begins, begins + timedelta(hours=length)), after))
    hours = timedelta(hours=data.draw(st.integers(0, 50)))
    lines[0] = replace(lines[0], times=later(lines[0].times, hours))
    found = followers(lines, 1, base)
    after_all = [replace(line, times=found.get(line.id, line.times)) for line in lines]
    check_order(after_all, {}, [line.id for line in lines], "starts")
    assert followers(after_all, 1, base) == {}
