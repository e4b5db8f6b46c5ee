from __future__ import annotations

import numpy as np
import pytest

from challenge.judging.rules.likeness import draw_likeness


@pytest.mark.parametrize(("freedom", "low", "high"), [(4.0, 4, 6), (40.0, 14, 22)])
def test_likeness_follows_how_much_noises_differ(freedom: float, low: float, high: float) -> None:
    chance = np.random.default_rng(2)
    noise = freedom / chance.chisquare(freedom, (50, 200))

    drawn = draw_likeness(noise, chance.random((50, 1)))

    assert drawn.shape == (50, 1)
    assert low <= drawn.mean() <= high


def test_without_jurors_every_likeness_is_drawn_alike() -> None:
    chance = np.arange(5)[:, None] / 5 + 0.01

    assert draw_likeness(np.ones((5, 0)), chance).ravel().tolist() == [4, 6, 9, 14, 22]
    assert draw_likeness(np.ones((1, 0)), np.zeros((1, 1))).tolist() == [[4]]
    assert draw_likeness(np.ones((1, 0)), np.full((1, 1), np.nextafter(1, 0))).tolist() == [[22]]
