"""How alike the noises of jurors are, learned from the event: trained juries differ little, mixed ones much."""

from __future__ import annotations

from math import lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

USUAL = 6.0  # where a chain starts
_CHOICES: Floats = np.array([4.0, 6.0, 9.0, 14.0, 22.0])
_LEVELS: Floats = _CHOICES / 2 * np.log(_CHOICES / 2) - np.array([lgamma(choice / 2) for choice in _CHOICES])


def draw_likeness(noise: Floats, chance: Floats) -> Floats:
    """Draw the degrees of freedom that tie a juror's noise variance to the usual one, given all noises.

    Noise variances are scaled inverse chi-square round the usual one; five degrees of freedom, from 4 to 22, are
    equally likely before looking. With few jurors the draw hardly depends on them.

    Source: Gelman et al., Bayesian Data Analysis, 3rd ed., section 17.4 (unknown degrees of freedom).

    Args:
        noise: chains by jurors, noise variance as a share of the usual one; above zero.
        chance: chains by 1, uniform numbers from 0 to below 1.

    Returns:
        Chains by 1.
    """
    fit = -(np.log(noise) + 1 / noise).sum(1, keepdims=True)
    level = noise.shape[1] * _LEVELS + _CHOICES / 2 * fit
    shares = np.exp(level - level.max(1, keepdims=True)).cumsum(1)
    drawn: Floats = _CHOICES[(shares <= chance * shares[:, -1:]).sum(1)][:, None]
    return drawn
