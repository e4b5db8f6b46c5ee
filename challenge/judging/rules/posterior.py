"""The scoring model: quality of projects, severity, scale and noise of jurors, drawn together from their posterior.

A juror j seeing project p gives `mean + severity_j + scale_j * (quality_p + noise)`, where the noise of a juror
has its own variance. Qualities and severities are normal random effects, scales log-normal round 1, noise variances
scaled inverse chi-square round a common one; every spread is estimated, and so is how alike the noises are. With all
scales and noises equal this is the crossed mixed model (project + juror + residual). It is integrated by Gibbs
sampling, several chains side by side, with a fixed generator: chance is a way of integrating here, the answer to one
input is always the same.

Source: docs/rules/judging.md, "ranking"; Gelman et al., Bayesian Data Analysis, 3rd ed., chapters 11 and 15.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.likeness import USUAL, draw_likeness

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_CHAINS = 8
_WARM_UP = 40
_KEPT = 180
_SEED = 20_160_104
_SCALE_STEPS = 2
_LOG_SCALE_FLOOR = -1.6  # nobody's marks are stretched more than five times: a constant juror would swallow the unit
_SCALE_PRIOR = (
    20.0,
    2.0,
)  # inverse gamma of the log-scale variance, centred on 0.1: few visits tell little about scale
_SCALE_EFFECT = (0.5, 0.15)  # mean and deviation, before looking, of what the width of sheets says about the scale
_NOISE_EFFECT = (0.9, 0.25)  # the same about the noise variance, of sheets wider than usual


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
            jurors; None when sheets have a single criterion or nobody said. See `_draw_width_effects`.
    """

    points: Floats
    juror: Ints
    project: Ints
    jurors: int
    projects: int
    spread: float
    width: Floats | None = None


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is known after the visits; arrays by project or by juror, in points unless said otherwise.

    Attributes:
        score: expected points from the average juror.
        deviation: standard deviation of the score.
        top: share of the draws in which the project is among the best `top` ones.
        severity: how many points below the average juror this juror marks; negative is generous.
        scale: use of the scale against the average juror, 1 = as wide.
        noise: standard deviation of this juror's opinion about the same quality, in points of the average juror.
    """

    score: Floats
    deviation: Floats
    top: Floats
    severity: Floats
    scale: Floats
    noise: Floats


class _Chains:
    """The state of all chains: first axis chain, second axis project, juror or 1."""

    def __init__(self, sheets: Sheets) -> None:
        size, spread = (_CHAINS, sheets.jurors), sheets.spread
        self.sheets = sheets
        self.random = np.random.Generator(np.random.PCG64(_SEED))
        self.visits = np.bincount(sheets.juror, minlength=sheets.jurors).astype(np.float64)
        self._first_visits = np.flatnonzero(np.diff(sheets.juror, prepend=-1))
        self._project_slots = (sheets.project + sheets.projects * np.arange(_CHAINS)[:, None]).ravel()
        self.mean = np.full((_CHAINS, 1), sheets.points.mean())
        self.quality = np.zeros((_CHAINS, sheets.projects))
        self.severity, self.scale, self.noise = np.zeros(size), np.ones(size), np.ones(size)
        self.quality_var = np.full((_CHAINS, 1), 0.4 * spread)
        self.severity_var = np.full((_CHAINS, 1), 0.25 * spread)
        self.noise_var = np.full((_CHAINS, 1), 0.4 * spread)
        self.likeness = np.full((_CHAINS, 1), USUAL)
        self.log_scale_var = np.full((_CHAINS, 1), 0.1)
        self.scale_effect = np.full((_CHAINS, 1), _SCALE_EFFECT[0])
        self.noise_effect = np.full((_CHAINS, 1), _NOISE_EFFECT[0])
        self.width = np.zeros(sheets.jurors) if sheets.width is None else sheets.width
        self.wide = np.maximum(self.width, 0)

    def by_juror(self, values: Floats) -> Floats:
        """Add up values of visits per chain and juror."""
        return np.add.reduceat(values, self._first_visits, axis=1)

    def by_project(self, values: Floats) -> Floats:
        """Add up values of visits per chain and project."""
        count = _CHAINS * self.sheets.projects
        sums = np.bincount(self._project_slots, values.ravel(), count)
        return sums.reshape(_CHAINS, -1).astype(np.float64, copy=False)

    def of_visits(self, values: Floats) -> Floats:
        """Spread values of jurors over their visits."""
        return values.take(self.sheets.juror, axis=1)

    def seen(self) -> Floats:
        """Return the quality behind each visit."""
        return self.quality.take(self.sheets.project, axis=1)

    def usual_scale(self) -> Floats:
        """Return the logarithm of the scale to expect from each juror's width."""
        return self.scale_effect * self.width

    def usual_noise(self) -> Floats:
        """Return the noise to expect from each juror's width, against the common one."""
        usual: Floats = np.exp(self.noise_effect * self.wide)
        return usual

    def normal(self, width: int) -> Floats:
        """Draw standard normal numbers, one row per chain."""
        return self.random.standard_normal((_CHAINS, width))

    def spread_of(self, squares: Floats, count: float, least: float) -> Floats:
        """Draw a variance from its inverse gamma, given a sum of squares; `least` keeps it off zero."""
        drawn: Floats = 1 / self.random.gamma(count / 2 + 1, 1 / (squares.sum(1, keepdims=True) / 2 + least))
        return drawn


def _draw_quality(state: _Chains) -> tuple[Floats, Floats]:
    """Draw qualities; return their conditional means and variances, which carry less chance than the draws."""
    sheets, precision = state.sheets, 1 / (state.noise_var * state.noise)
    opinion = (sheets.points - state.of_visits(state.mean + state.severity)) / state.of_visits(state.scale)
    weight = state.of_visits(precision)
    total = state.by_project(weight) + 1 / state.quality_var
    centre = state.by_project(weight * opinion) / total
    state.quality = centre + state.normal(sheets.projects) / np.sqrt(total)
    return centre, 1 / total


def _draw_severity(state: _Chains) -> None:
    """Draw severities, then move their common level into the mean, where it belongs."""
    sheets = state.sheets
    weight = 1 / (state.noise_var * state.noise * state.scale**2)
    total = weight * state.visits + 1 / state.severity_var
    rest = sheets.points - state.mean - state.of_visits(state.scale) * state.seen()
    severity = weight * state.by_juror(rest) / total + state.normal(sheets.jurors) / np.sqrt(total)
    # Only the sum of mean and severity is seen; drawn one after the other they would creep. This step draws the common
    # level at once and leaves the sum alone.
    level = severity.mean(1, keepdims=True) + state.normal(1) * np.sqrt(state.severity_var / sheets.jurors)
    state.severity = severity - level
    state.mean = state.mean + level


def _draw_scale(state: _Chains) -> Floats:
    """Draw scales by Metropolis steps on their logarithm; return what the visits leave after mean and severity."""
    sheets, seen = state.sheets, state.seen()
    rest: Floats = sheets.points - state.of_visits(state.mean + state.severity)
    precision = 1 / (state.noise_var * state.noise)
    squares, products, seen_squares = (
        state.by_juror(rest * rest),
        state.by_juror(rest * seen),
        state.by_juror(seen * seen),
    )

    def density(log_scale: Floats) -> Floats:
        shrink = np.exp(-log_scale)
        misfit = squares * shrink**2 - 2 * products * shrink + seen_squares
        prior = (log_scale - usual) ** 2 / state.log_scale_var
        value: Floats = -state.visits * log_scale - (precision * misfit + prior) / 2
        return value

    log_scale, usual = np.log(state.scale), state.usual_scale()
    current = density(log_scale)
    for _ in range(_SCALE_STEPS):
        tried = log_scale + state.normal(sheets.jurors) * np.sqrt(2 / (state.visits + 5))
        found = density(tried)
        taken = (np.log1p(-state.random.random(tried.shape)) < found - current) & (tried > _LOG_SCALE_FLOOR)
        log_scale, current = np.where(taken, tried, log_scale), np.where(taken, found, current)
    state.scale = np.exp(log_scale)
    return rest


def _set_unit(state: _Chains) -> None:
    """Make the average juror's scale 1, so that qualities are points of the average juror."""
    unit = state.scale.mean(1, keepdims=True)
    state.scale = np.maximum(state.scale / unit, np.exp(_LOG_SCALE_FLOOR) * 1.001)
    state.quality = state.quality * unit
    state.noise_var, state.quality_var = state.noise_var * unit**2, state.quality_var * unit**2


def _draw_noise(state: _Chains, rest: Floats) -> None:
    """Draw the noise of each juror and the common one, given `rest` of `_draw_scale`."""
    errors = state.by_juror((rest / state.of_visits(state.scale) - state.seen()) ** 2)
    weight = state.likeness * state.usual_noise() + errors / state.noise_var
    state.noise = 1 / state.random.gamma((state.likeness + state.visits) / 2, 2 / weight)
    state.noise_var = state.spread_of(errors / state.noise, len(state.sheets.points), 0.05 * state.sheets.spread)


def _draw_width_effects(state: _Chains) -> None:
    """Draw how much the width of sheets says about scale and noise of a juror.

    Jurors whose criteria lie far apart within a sheet mostly use more of the scale, and mostly agree less with others;
    how much so is learned from the event. Criteria that lie close together say something about the scale only: marks
    that are all alike do not make a juror reliable.
    """
    mean, deviation = _SCALE_EFFECT
    total = (state.width**2).sum() / state.log_scale_var + deviation**-2
    pull = (np.log(state.scale) * state.width).sum(1, keepdims=True) / state.log_scale_var + mean * deviation**-2
    state.scale_effect = pull / total + state.normal(1) / np.sqrt(total)

    mean, deviation = _NOISE_EFFECT

    def density(effect: Floats) -> Floats:
        usual = effect * state.wide
        fit = (usual - np.exp(usual) / state.noise).sum(1, keepdims=True)
        value: Floats = state.likeness / 2 * fit - ((effect - mean) / deviation) ** 2 / 2
        return value

    step = 1 / np.sqrt(state.likeness / 2 * (state.wide**2).sum() + deviation**-2)
    tried = state.noise_effect + 1.5 * step * state.normal(1)
    taken = np.log1p(-state.random.random(tried.shape)) < density(tried) - density(state.noise_effect)
    state.noise_effect = np.where(taken, tried, state.noise_effect)


def _draw_spreads(state: _Chains) -> None:
    """Draw the spreads of qualities, severities and scales, the mean, then how alike noises are."""
    sheets = state.sheets
    state.quality_var = state.spread_of(state.quality**2, sheets.projects, 0.05 * sheets.spread)
    state.severity_var = state.spread_of(state.severity**2, sheets.jurors, 0.02 * sheets.spread)
    shape, least = _SCALE_PRIOR
    log_scale_errors = np.log(state.scale) - state.usual_scale()
    state.log_scale_var = state.spread_of(log_scale_errors**2, sheets.jurors + 2 * (shape - 1), least)
    weight = state.of_visits(1 / (state.noise_var * state.noise * state.scale**2))
    rest = sheets.points - state.of_visits(state.severity) - state.of_visits(state.scale) * state.seen()
    total = weight.sum(1, keepdims=True)
    state.mean = (weight * rest).sum(1, keepdims=True) / total + state.normal(1) / np.sqrt(total)
    state.likeness = draw_likeness(state.noise / state.usual_noise(), state.random.random((_CHAINS, 1)))


def infer(sheets: Sheets, top: int) -> Posterior:
    """Return the posterior of all projects and jurors.

    Projects with the same marks from the same jurors get the same score to the last digit. A project without a visit
    gets the mean, with the whole spread of qualities as its uncertainty.

    Args:
        sheets: at least one visit. The order of its arrays decides which chance falls where: make it canonical first.
        top: how many places `Posterior.top` is about; when there are no more projects than that, it is 1 for all.
    """
    state = _Chains(sheets)
    project_sums, juror_sums = np.zeros((2, sheets.projects)), np.zeros((3, sheets.jurors))
    means, draws = np.zeros((_KEPT, _CHAINS)), np.zeros((_KEPT, _CHAINS, sheets.projects))
    for sweep in range(-_WARM_UP, _KEPT):
        centre, variance = _draw_quality(state)
        if sweep >= 0:
            centre = centre - centre.mean(1, keepdims=True)
            project_sums += [centre.sum(0), (centre**2 + variance).sum(0)]
            juror_sums += [state.severity.sum(0), state.scale.sum(0), (state.noise_var * state.noise).sum(0)]
            means[sweep], draws[sweep] = state.mean[:, 0], state.quality
        state.quality = state.quality - state.quality.mean(1, keepdims=True)
        _draw_severity(state)
        rest = _draw_scale(state)
        _set_unit(state)
        _draw_noise(state, rest)
        if sheets.width is not None:
            _draw_width_effects(state)
        _draw_spreads(state)
    quality, second = project_sums / means.size
    severity, scale, noise = juror_sums / means.size
    deviation = np.sqrt(np.maximum(second - quality**2, 0) + means.var())
    return Posterior(
        score=means.mean() + quality,
        deviation=deviation,
        top=_share_among_best(draws.reshape(-1, sheets.projects), top),
        severity=-severity,
        scale=scale,
        noise=np.sqrt(noise),
    )


def _share_among_best(draws: Floats, top: int) -> Floats:
    """Return by project the share of draws in which it is among the best `top`."""
    place = min(top, draws.shape[1]) - 1
    last = -np.partition(-draws, place, axis=1)[:, place : place + 1]
    return np.asarray((draws >= last).mean(0), dtype=np.float64)
