"""The line of turns: who computes, who waits, who comes first."""

import threading
from collections.abc import Callable

import pytest

from challenge.kernel.turns import LONG_S, Turns, waiting

SOON_S = 10.0


def _started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def _until(true: Callable[[], bool]) -> None:
    moment = threading.Event()
    for _ in range(1000):
        if true():
            return
        moment.wait(0.01)
    raise AssertionError("it never came true")


def test_turns_let_no_more_compute_at_once_than_they_allow() -> None:
    turns, guard = Turns(2, now=lambda: 0.0), threading.Lock()
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turns.taken():
                with guard:
                    inside += 1
                    most = max(most, inside)
                with guard:
                    inside -= 1

    threads = [_started(work) for _ in range(8)]
    for thread in threads:
        thread.join(SOON_S)
    assert (inside, most <= 2, [thread.is_alive() for thread in threads]) == (0, True, [False] * 8)


def test_who_comes_back_from_a_wait_goes_before_newcomers() -> None:
    turns, order = Turns(1, now=lambda: 0.0), list[str]()
    waits, may_return, blocks, may_end = (threading.Event() for _ in range(4))

    def waiter() -> None:
        with turns.taken():
            with waiting():
                waits.set()
                may_return.wait(SOON_S)
            order.append("back")

    def blocker() -> None:
        with turns.taken():
            blocks.set()
            may_end.wait(SOON_S)
            order.append("blocker")

    def newcomer() -> None:
        with turns.taken():
            order.append("new")

    threads = [_started(waiter)]
    assert waits.wait(SOON_S)
    threads.append(_started(blocker))
    assert blocks.wait(SOON_S)
    threads.append(_started(newcomer))
    _until(lambda: len(turns._arriving) == 1)
    may_return.set()
    _until(lambda: len(turns._returning) == 1)
    may_end.set()
    for thread in threads:
        thread.join(SOON_S)
    assert order == ["blocker", "back", "new"]


def test_a_long_turn_does_not_hold_up_the_line() -> None:
    time = [0.0]
    turns, went_on, may_end = Turns(1, now=lambda: time[0]), threading.Event(), threading.Event()

    def long() -> None:
        with turns.taken():
            went_on.set()
            may_end.wait(SOON_S)

    thread = _started(long)
    assert went_on.wait(SOON_S)
    time[0] = 2 * LONG_S
    with turns.taken():
        assert thread.is_alive()
    may_end.set()
    thread.join(SOON_S)
    with turns.taken():
        assert turns._held != []
    assert turns._held == []


def test_a_turn_is_given_back_by_whoever_fails_inside_it() -> None:
    turns = Turns(1, now=lambda: 0.0)
    with pytest.raises(ValueError, match="inside"), turns.taken(), waiting():
        raise ValueError("inside")
    assert turns._held == []


def test_waiting_without_a_turn_changes_nothing() -> None:
    with waiting():
        assert threading.current_thread().is_alive()
