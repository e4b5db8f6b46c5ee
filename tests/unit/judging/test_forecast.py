from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from challenge.judging.rules.forecast import Forecast, Progress, forecast

SOME = settings(max_examples=60, deadline=None)


@st.composite
def states(draw: st.DrawFn) -> tuple[list[Progress], float]:
    now = draw(st.floats(0, 200))
    moments = st.lists(st.floats(0, 1).map(lambda share: share * now), max_size=6).map(tuple)
    count = draw(st.integers(0, 6))
    return [Progress(f"J{at}", draw(moments), draw(st.integers(0, 8))) for at in range(count)], now


@SOME
@given(states(), st.floats(1, 30))
def test_the_end_lies_within_its_interval_and_not_before_now(state: tuple[list[Progress], float], pace: float) -> None:
    progress, now = state

    found = forecast(progress, now, pace)

    assert now <= found.low <= found.end <= found.high
    assert found.pace > 0
    assert np.isfinite([found.low, found.end, found.high, found.pace]).all()
    assert set(found.stragglers) <= {one.juror for one in progress if one.left}
    assert forecast(list(reversed(progress)), now, pace) == found


@SOME
@given(states(), st.floats(1, 30))
def test_one_more_visit_to_make_never_ends_earlier(state: tuple[list[Progress], float], pace: float) -> None:
    progress, now = state
    more = [Progress(one.juror, one.done_at, one.left + 1) for one in progress]

    assert forecast(more, now, pace).end >= forecast(progress, now, pace).end - 0.01


def test_before_the_start_the_plan_is_the_forecast() -> None:
    found = forecast([Progress("a", (), 6)], 0.0, 10.0)

    assert found.end == pytest.approx(60, abs=0.03)  # the first visit is known not to be over yet
    assert found.low < 50 < 70 < found.high
    assert found.stragglers == ("a",)


def test_nothing_left_ends_now() -> None:
    found = forecast([Progress("a", (9.0, 21.0), 0)], 25.0, 10.0)

    assert (found.low, found.end, found.high, found.stragglers) == (25.0, 25.0, 25.0, ())
    assert found.pace == pytest.approx(61 / 6)  # two visits in 21 minutes, and the plan’s 10 four times
    assert forecast([], 0.0, 10.0) == Forecast(0.0, 0.0, 0.0, 10.0, ())


def test_a_hall_that_is_slower_than_planned_ends_later() -> None:
    slow = [Progress(f"J{k}", (12.0, 24.0, 36.0), 3) for k in range(10)]

    found = forecast(slow, 36.0, 8.0)

    assert found.pace == pytest.approx(11.6, abs=0.3)
    assert 70 < found.end < 85


@SOME
@given(st.floats(0, 60), st.floats(0.01, 30))
def test_waiting_longer_never_makes_the_end_earlier(now: float, more: float) -> None:
    progress = [Progress("a", (8.0,), 2), Progress("b", (), 3)]

    assert forecast(progress, now + more, 10.0).end > forecast(progress, now, 10.0).end


def test_the_slow_juror_is_named() -> None:
    progress = [Progress(f"J{k}", (10.0, 20.0, 30.0), 2) for k in range(5)] + [Progress("late", (20.0, 40.0), 3)]

    assert forecast(progress, 40.0, 10.0).stragglers == ("late",)


def test_nine_of_ten_days_end_within_the_interval() -> None:
    chance = np.random.default_rng(4)
    inside = 0
    for _ in range(200):
        times = np.cumsum(chance.gamma(9, 10 / 9, (20, 8)) * chance.uniform(0.8, 1.2, (20, 1)), axis=1)
        progress = [
            Progress(f"J{k}", tuple(float(t) for t in row if t <= 40), int((row > 40).sum()))
            for k, row in enumerate(times)
        ]
        found = forecast(progress, 40.0, 9.0)
        inside += found.low <= times.max() <= found.high
    assert inside >= 165
