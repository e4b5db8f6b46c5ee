"""The normal distribution, for probabilities that are printed."""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
from numpy.typing import NDArray

_erf = np.frompyfunc(erf, 1, 1)


def density(z: float) -> float:
    """Return the height of the standard normal curve."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def below(z: float) -> float:
    """Return the probability that a standard normal number lies below z."""
    return (1 + erf(z / sqrt(2))) / 2


def shares_below(z: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return `below` of every number."""
    return (1 + np.asarray(_erf(z / sqrt(2)), dtype=np.float64)) / 2
