"""Limits of time stand still while functions are compiled, and at no other moment."""

from collections.abc import Callable
from itertools import count
from typing import cast

from numba import njit

from challenge.teams.limits import Limit


class Watch:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        return self.at


def test_limit_is_over_after_its_seconds() -> None:
    watch = Watch()
    limit = Limit(2.0, watch)

    watch.at = 2.0
    at_its_end = limit.is_over()
    watch.at = 2.1

    assert (at_its_end, limit.is_over()) == (False, True)


def test_limit_stands_still_while_functions_are_compiled() -> None:
    watch = Watch()
    limit = Limit(2.0, watch)

    watch.at = 1.0
    limit.on_start(None)
    limit.on_start(None)
    watch.at = 30.0
    limit.on_end(None)
    in_the_middle = limit.is_over()
    watch.at = 31.0
    limit.on_end(None)
    at_its_end = limit.is_over()
    watch.at = 32.1

    assert (in_the_middle, at_its_end, limit.is_over()) == (False, False, True)


def test_compiling_does_not_save_a_limit_that_is_over() -> None:
    watch = Watch()
    limit = Limit(2.0, watch)

    watch.at = 3.0
    limit.on_start(None)

    assert limit.is_over()


def _twice(number: int) -> int:
    return 2 * number


def test_limit_is_told_of_what_the_compiler_does_and_of_nothing_kept() -> None:
    # Every look at this clock is a second: a compilation is looked at twice, so it takes one.
    limit = Limit(3.5, count().__next__)
    compiled = cast(Callable[[int], int], njit(_twice))

    with limit.counting():
        first, again = compiled(1), compiled(2)

    assert (first, again, limit.is_over(), limit.is_over(), limit.is_over()) == (2, 4, False, False, True)
