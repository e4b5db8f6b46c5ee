"""A large room is told less often what can be counted anew."""

import pytest

from challenge.live.rules import apart_s


@pytest.mark.parametrize(
    ("sockets", "seconds"),
    [(0, 0.2), (1, 0.2), (1_000, 0.2), (1_009, 0.2008), (5_500, 0.6), (9_991, 0.9992), (10_000, 1.0), (50_000, 1.0)],
)
def test_pace_grows_between_a_thousand_and_ten_thousand(sockets: int, seconds: float) -> None:
    assert apart_s(sockets) == pytest.approx(seconds)
