"""The chance that a sampler uses up, drawn for a whole sweep at once: small draws one by one would take long."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SEED = 20_160_104


class Chance:
    """Random numbers from a fixed seed; each is handed out once, and `sweep` brings the next ones."""

    def __init__(self, chains: int, normals: int, uniforms: int, shapes: Sequence[float], sweeps: int) -> None:
        """Say how many numbers a sweep of one chain uses up.

        Args:
            chains: how many run side by side.
            normals: standard normal numbers.
            uniforms: numbers from 0 to below 1.
            shapes: of the gamma numbers, one each.
            sweeps: how many there will be.
        """
        self._random = np.random.Generator(np.random.PCG64(_SEED))
        self._normals, self._uniforms = (chains, normals), (chains, uniforms)
        self._all_gammas = self._random.standard_gamma(shapes, (sweeps, chains, len(shapes)))
        self._sweep = -1

    def sweep(self) -> None:
        """Begin the next sweep."""
        self._sweep += 1
        self._normal, self._normal_at = self._random.standard_normal(self._normals), 0
        self._uniform, self._uniform_at = self._random.random(self._uniforms), 0
        self._log_uniform = np.log1p(-self._uniform)  # of 1 less the chance, which is never 0
        self._gamma, self._gamma_at = self._all_gammas[self._sweep], 0

    def normal(self, width: int) -> Floats:
        """Return standard normal numbers, chains by `width`."""
        start, self._normal_at = self._normal_at, self._normal_at + width
        return self._normal[:, start : self._normal_at]

    def log_uniform(self, width: int) -> Floats:
        """Return logarithms of numbers above 0 up to 1, chains by `width`: below them lies a step that is taken."""
        start, self._uniform_at = self._uniform_at, self._uniform_at + width
        return self._log_uniform[:, start : self._uniform_at]

    def uniform(self) -> Floats:
        """Return numbers from 0 to below 1, chains by 1."""
        start, self._uniform_at = self._uniform_at, self._uniform_at + 1
        return self._uniform[:, start : self._uniform_at]

    def gamma(self) -> Floats:
        """Return gamma numbers of the next shape with rate 1, chains by 1."""
        start, self._gamma_at = self._gamma_at, self._gamma_at + 1
        drawn: Floats = self._gamma[:, start : self._gamma_at]
        return drawn

    def gammas(self, shapes: Floats) -> Floats:
        """Return gamma numbers with rate 1 of shapes that are known only now, as many as these."""
        drawn: Floats = self._random.standard_gamma(shapes)
        return drawn
