"""The queue of a rehearsal, computed ahead: who takes what, and what the promise would want."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

from challenge.rehearsal.queueing import PATIENCE, End, Need, Turn, course, needed, waits

BEGINS = datetime(2027, 5, 24, 8, tzinfo=UTC)


def need(number: int, minutes: float, *, takes: float = 10.0, fails: int = 0, end: End = End.HELP) -> Need:
    """Return a request so many minutes after the begin."""
    return Need(number, BEGINS + timedelta(minutes=minutes), takes, fails, end)


def order(turns: list[Turn]) -> list[tuple[int, int]]:
    """Return (request, helper) of turns."""
    return [(turn.number, turn.helper) for turn in turns]


def test_oldest_request_is_taken_first_by_who_was_free_the_longest() -> None:
    gone = course([need(2, 2), need(0, 0), need(1, 1)], {7: None, 8: None}, Random(1))
    assert order(list(gone.turns)) == [(0, 7), (1, 8), (2, 7)]
    assert all(turn.at >= BEGINS + timedelta(minutes=turn.number + 3) for turn in gone.turns)
    assert gone.withdrawn == {}


def test_no_turn_begins_before_its_request_or_while_its_helper_is_with_another() -> None:
    needs = [need(number, Random(number).uniform(0, 200), takes=12) for number in range(80)]
    gone = course(needs, dict.fromkeys(range(6)), Random(2))
    asked = {one.number: one.at for one in needs}
    assert all(turn.at > asked[turn.number] for turn in gone.turns)
    for helper in range(6):
        own = [turn for turn in gone.turns if turn.helper == helper]
        assert all(one.until <= other.at for one, other in pairwise(own))
    assert {turn.number for turn in gone.turns} | set(gone.withdrawn) == set(asked)


def test_request_that_is_given_back_is_taken_by_another_at_its_old_place() -> None:
    gone = course([need(0, 0, fails=1), need(1, 12)], {7: None, 8: None}, Random(3))
    back, again = (turn for turn in gone.turns if turn.number == 0)
    assert (back.end, again.end) == (None, End.HELP)
    assert back.until < again.at


def test_team_gives_up_after_its_patience_and_nobody_comes_who_has_stopped() -> None:
    stops = {7: BEGINS + timedelta(minutes=30)}
    gone = course([need(0, 0, takes=5), need(1, 31), need(2, 600)], stops, Random(4))
    assert order(list(gone.turns)) == [(0, 7)]
    assert gone.withdrawn == {1: BEGINS + timedelta(minutes=31) + PATIENCE, 2: BEGINS + timedelta(hours=10) + PATIENCE}


def test_queue_without_anybody_is_withdrawn_whole() -> None:
    assert course([need(0, 0)], {}, Random(5)).withdrawn == {0: BEGINS + PATIENCE}
    assert course([], {7: None}, Random(5)).turns == ()


def test_same_seed_gives_the_same_course_and_another_another() -> None:
    needs = [need(number, number * 3) for number in range(40)]
    one, same, other = (course(needs, dict.fromkeys(range(4)), Random(seed)) for seed in (1, 1, 2))
    assert one == same
    assert one != other


def test_wait_is_until_somebody_first_comes_or_until_the_team_gives_up() -> None:
    needs = [need(0, 0, fails=1), need(1, 100)]
    gone = course(needs, {7: BEGINS + timedelta(minutes=90)}, Random(6))
    spans = waits(needs, gone)
    assert timedelta(minutes=3) <= spans[0] <= timedelta(minutes=6)
    assert spans[1] == PATIENCE


def test_promise_wants_more_helpers_the_more_ask_at_once() -> None:
    crowd = [need(number, 0.1 * number, takes=20) for number in range(30)]
    spread = [need(number, 30.0 * number, takes=20) for number in range(30)]
    promise = timedelta(minutes=10)
    assert needed([], promise, 1) == 0
    assert needed(spread, promise, 1) == 1
    assert 20 < needed(crowd, promise, 1) <= 30
    assert needed(crowd, timedelta(minutes=1), 1) == 200
