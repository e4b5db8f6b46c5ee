"""Figures of a list of waits."""

from datetime import timedelta

from challenge.kernel.waits import median_minutes


def test_the_median_is_in_whole_minutes() -> None:
    waits = [timedelta(minutes=9, seconds=59), timedelta(hours=2), timedelta(seconds=30)]

    assert (median_minutes(waits), median_minutes([])) == (9, None)
