"""The state of the chains that `posterior` draws from, and the sums of visits that their steps need."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.likeness import USUAL

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CHAINS = 8
SCALE_EFFECT = (0.5, 0.15)  # mean and deviation, before looking, of what the width of sheets says about the scale
NOISE_EFFECT = (0.9, 0.25)  # the same about the noise variance, of sheets wider than usual


@dataclass(frozen=True, slots=True)
class Sheets:
    """All visits in canonical order, as parallel arrays.

    Attributes:
        points: total of each visit.
        juror: index of its juror, 0..jurors-1, ascending; every juror has at least one visit.
        project: index of its project, 0..projects-1.
        jurors: how many.
        projects: how many, those without a visit included.
        spread: variance of a mark to expect before looking, in points squared; above zero.
        width: by juror, logarithm of how far the criteria of one sheet lie apart (variance), against the mean of all
            jurors; None when sheets have a single criterion or nobody said. See `posterior`.
    """

    points: Floats
    juror: Ints
    project: Ints
    jurors: int
    projects: int
    spread: float
    width: Floats | None = None


class Chains:
    """The state of all chains: first axis chain, second axis project, juror or 1.

    Points count from their mean. About the visits of a juror only sums matter, of points, of qualities seen, of their
    squares and products: they are taken once a sweep, in `look`, and everything about jurors follows from them.
    """

    def __init__(self, sheets: Sheets) -> None:
        size, spread = (CHAINS, sheets.jurors), sheets.spread
        self.sheets = sheets
        self.visits = np.bincount(sheets.juror, minlength=sheets.jurors).astype(np.float64)
        self.origin = float(sheets.points.mean())
        self.points = sheets.points - self.origin
        self._first_visits = np.flatnonzero(np.diff(sheets.juror, prepend=-1))
        self._project_slots = (sheets.project + sheets.projects * np.arange(CHAINS)[:, None]).ravel()
        self.sums, self._squares = self._by_juror(self.points), self._by_juror(self.points**2)
        self.mean = np.zeros((CHAINS, 1))
        self.quality = np.zeros((CHAINS, sheets.projects))
        self.severity, self.log_scale, self.scale = np.zeros(size), np.zeros(size), np.ones(size)
        self.quality_var = np.full((CHAINS, 1), 0.4 * spread)
        self.severity_var = np.full((CHAINS, 1), 0.25 * spread)
        self.noise_var = np.full((CHAINS, 1), 0.4 * spread)
        self.noise, self.variance = np.ones(size), np.full(size, 0.4 * spread)
        self.likeness = np.full((CHAINS, 1), USUAL)
        self.log_scale_var = np.full((CHAINS, 1), 0.1)
        self.scale_effect = np.full((CHAINS, 1), SCALE_EFFECT[0])
        self.noise_effect = np.full((CHAINS, 1), NOISE_EFFECT[0])
        self.width = np.zeros(sheets.jurors) if sheets.width is None else sheets.width
        self.wide = np.maximum(self.width, 0)
        self.usual_scale = self.scale_effect * self.width
        self.usual_noise = np.exp(self.noise_effect * self.wide)
        self.look()

    def look(self) -> None:
        """Add up by juror the qualities behind the visits, their squares, and their products with the points."""
        seen = self.quality.take(self.sheets.project, axis=1)
        self.seen, self.seen_squares = self._by_juror(seen), self._by_juror(seen * seen)
        self._seen_points = self._by_juror(seen * self.points)

    def stretch(self, unit: Floats) -> None:
        """Multiply all qualities, and what was added up of them."""
        self.quality = self.quality * unit
        self.seen, self._seen_points = self.seen * unit, self._seen_points * unit
        self.seen_squares = self.seen_squares * unit**2

    def left(self) -> tuple[Floats, Floats]:
        """Return by juror what mean and severity leave of the points: the sum of its squares, and with qualities."""
        level = self.mean + self.severity
        squares: Floats = self._squares - level * (2 * self.sums - self.visits * level)
        return squares, self._seen_points - level * self.seen

    def by_project(self, values: Floats) -> Floats:
        """Add up values of visits per chain and project."""
        sums = np.bincount(self._project_slots, values.ravel(), CHAINS * self.sheets.projects)
        return sums.reshape(CHAINS, -1).astype(np.float64, copy=False)

    def of_visits(self, values: Floats) -> Floats:
        """Spread values of jurors over their visits."""
        return values.take(self.sheets.juror, axis=1)

    def _by_juror(self, values: Floats) -> Floats:
        """Add up values of visits per juror; chains come first when there are any."""
        return np.add.reduceat(values, self._first_visits, axis=-1)
