from __future__ import annotations

import numpy as np

from challenge.judging.rules.chance import Chance


def drawn(sweeps: int) -> list[np.ndarray]:
    chance, found = Chance(3, 5, 3, [2.0, 400.0], sweeps), []
    for _ in range(sweeps):
        chance.sweep()
        found += [chance.normal(4), chance.normal(1), chance.log_uniform(2), chance.uniform()]
        found += [chance.gamma(), chance.gamma(), chance.gammas(np.full((3, 2), 7.0))]
    return found


def test_each_number_is_handed_out_once_and_a_second_run_brings_the_same() -> None:
    found = drawn(4)
    numbers = np.concatenate([part.ravel() for part in found])

    assert len(np.unique(numbers)) == len(numbers)
    assert all((one == two).all() for one, two in zip(found, drawn(4), strict=True))
    assert [part.shape for part in found[:7]] == [(3, 4), (3, 1), (3, 2), (3, 1), (3, 1), (3, 1), (3, 2)]


def test_numbers_follow_their_laws() -> None:
    kinds = [np.concatenate([part.ravel() for part in drawn(400)[kind::7]]) for kind in range(7)]

    assert abs(kinds[0].mean()) < 0.05
    assert abs(kinds[0].std() - 1) < 0.05
    assert kinds[2].max() <= 0
    assert abs(np.exp(kinds[2]).mean() - 0.5) < 0.03
    assert 0 <= kinds[3].min() <= kinds[3].max() < 1
    assert [round(kinds[kind].mean(), -1) for kind in (4, 5)] == [0, 400]
    assert abs(kinds[4].mean() - 2) < 0.2
    assert abs(kinds[6].mean() - 7) < 0.3
