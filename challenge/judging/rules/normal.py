"""The normal distribution, for probabilities that are printed."""

from __future__ import annotations

from math import erf, exp, pi, sqrt


def density(z: float) -> float:
    """Return the height of the standard normal curve."""
    return exp(-z * z / 2) / sqrt(2 * pi)


def below(z: float) -> float:
    """Return the probability that a standard normal number lies below z."""
    return (1 + erf(z / sqrt(2))) / 2
