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

from challenge.judging.rules.chains import CHAINS, NOISE_EFFECT, SCALE_EFFECT, Chains, Floats, Sheets
from challenge.judging.rules.chance import Chance
from challenge.judging.rules.likeness import draw_likeness

_WARM_UP = 40
_KEPT = 180
_SCALE_STEPS = 2
_LOG_SCALE_FLOOR = -1.6  # nobody's marks are stretched more than five times: a constant juror would swallow the unit
_SCALE_FLOOR = float(np.exp(_LOG_SCALE_FLOOR)) * 1.001
_SCALE_PRIOR = (
    20.0,
    2.0,
)  # inverse gamma of the log-scale variance, centred on 0.1: few visits tell little about scale


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


def _chance(sheets: Sheets) -> Chance:
    """Return the chance of all sweeps: what each step below takes of it, in all."""
    shape, _ = _SCALE_PRIOR
    counts = (len(sheets.points), sheets.projects, sheets.jurors, sheets.jurors + 2 * (shape - 1))
    normals = sheets.projects + (1 + _SCALE_STEPS) * sheets.jurors + 4
    uniforms = _SCALE_STEPS * sheets.jurors + 2
    return Chance(CHAINS, normals, uniforms, [count / 2 + 1 for count in counts], _WARM_UP + _KEPT)


def _total(values: Floats) -> Floats:
    """Add up per chain."""
    total: Floats = np.add.reduce(values, axis=1, keepdims=True)
    return total


def _spread(squares: Floats, least: float, chance: Chance) -> Floats:
    """Draw a variance from its inverse gamma, given squares; `least` keeps it off zero."""
    drawn: Floats = (_total(squares) / 2 + least) / chance.gamma()
    return drawn


def _draw_quality(state: Chains, chance: Chance) -> tuple[Floats, Floats]:
    """Draw qualities; return their conditional means and variances, which carry less chance than the draws."""
    precision = 1 / state.variance
    pull = precision / state.scale
    opinion = state.of_visits(pull) * state.points - state.of_visits(pull * (state.mean + state.severity))
    variance = 1 / (state.by_project(state.of_visits(precision)) + 1 / state.quality_var)
    centre = state.by_project(opinion) * variance
    state.quality = centre + chance.normal(state.sheets.projects) * np.sqrt(variance)
    return centre, variance


def _draw_severity(state: Chains, chance: Chance) -> None:
    """Draw severities, then move their common level into the mean, where it belongs."""
    jurors = state.sheets.jurors
    weight = 1 / (state.variance * state.scale**2)
    variance = 1 / (weight * state.visits + 1 / state.severity_var)
    rest = state.sums - state.visits * state.mean - state.scale * state.seen
    severity = weight * rest * variance + chance.normal(jurors) * np.sqrt(variance)
    # Only the sum of mean and severity is seen; drawn one after the other they would creep. This step draws the common
    # level at once and leaves the sum alone.
    level = _total(severity) / jurors + chance.normal(1) * np.sqrt(state.severity_var / jurors)
    state.severity = severity - level
    state.mean = state.mean + level


def _draw_scale(state: Chains, chance: Chance) -> None:
    """Draw scales by Metropolis steps on their logarithm."""
    squares, products = state.left()
    half_precision = 0.5 / state.variance
    curve, slope, tie = squares * half_precision, 2 * products * half_precision, 0.5 / state.log_scale_var
    usual, log_scale, reach = state.usual_scale, state.log_scale, np.sqrt(2 / (state.visits + 5))

    def density(log_scale: Floats) -> Floats:
        shrink = np.exp(-log_scale)
        away = log_scale - usual
        value: Floats = (slope - curve * shrink) * shrink - state.visits * log_scale - tie * away * away
        return value

    current = density(log_scale)
    for _ in range(_SCALE_STEPS):
        tried = log_scale + chance.normal(len(reach)) * reach
        found = density(tried)
        taken = (chance.log_uniform(len(reach)) < found - current) & (tried > _LOG_SCALE_FLOOR)
        log_scale, current = np.where(taken, tried, log_scale), np.where(taken, found, current)
    state.scale = np.exp(log_scale)


def _set_unit(state: Chains) -> None:
    """Make the average juror's scale 1, so that qualities are points of the average juror."""
    unit = _total(state.scale) / state.sheets.jurors
    state.scale = np.maximum(state.scale / unit, _SCALE_FLOOR)
    state.log_scale = np.log(state.scale)
    state.stretch(unit)
    state.noise_var, state.quality_var = state.noise_var * unit**2, state.quality_var * unit**2


def _draw_noise(state: Chains, chance: Chance) -> None:
    """Draw the noise of each juror and the common one."""
    squares, products = state.left()
    # A difference of sums: rounding may leave it a hair below the zero that a juror without any error has.
    errors = np.maximum((squares / state.scale - 2 * products) / state.scale + state.seen_squares, 0)
    weight = state.likeness * state.usual_noise + errors / state.noise_var
    noise = weight / 2 / chance.gammas((state.likeness + state.visits) / 2)
    state.noise_var = _spread(errors / noise, 0.05 * state.sheets.spread, chance)
    state.variance = state.noise_var * noise
    state.noise = noise


def _draw_width_effects(state: Chains, chance: Chance) -> None:
    """Draw how much the width of sheets says about scale and noise of a juror.

    Jurors whose criteria lie far apart within a sheet mostly use more of the scale, and mostly agree less with others;
    how much so is learned from the event. Criteria that lie close together say something about the scale only: marks
    that are all alike do not make a juror reliable.
    """
    mean, deviation = SCALE_EFFECT
    variance = 1 / ((state.width**2).sum() / state.log_scale_var + deviation**-2)
    pull = _total(state.log_scale * state.width) / state.log_scale_var + mean * deviation**-2
    state.scale_effect = pull * variance + chance.normal(1) * np.sqrt(variance)
    state.usual_scale = state.scale_effect * state.width

    mean, deviation = NOISE_EFFECT

    def density(effect: Floats, usual: Floats) -> Floats:
        fit = _total(effect * state.wide - usual / state.noise)
        value: Floats = state.likeness / 2 * fit - ((effect - mean) / deviation) ** 2 / 2
        return value

    step = 1 / np.sqrt(state.likeness / 2 * (state.wide**2).sum() + deviation**-2)
    tried = state.noise_effect + 1.5 * step * chance.normal(1)
    usual = np.exp(tried * state.wide)
    taken = chance.log_uniform(1) < density(tried, usual) - density(state.noise_effect, state.usual_noise)
    state.noise_effect = np.where(taken, tried, state.noise_effect)
    state.usual_noise = np.where(taken, usual, state.usual_noise)


def _draw_spreads(state: Chains, chance: Chance) -> None:
    """Draw the spreads of qualities, severities and scales, the mean, then how alike noises are."""
    spread = state.sheets.spread
    state.quality_var = _spread(state.quality**2, 0.05 * spread, chance)
    state.severity_var = _spread(state.severity**2, 0.02 * spread, chance)
    _, least = _SCALE_PRIOR
    state.log_scale_var = _spread((state.log_scale - state.usual_scale) ** 2, least, chance)
    weight = 1 / (state.variance * state.scale**2)
    rest = state.sums - state.visits * state.severity - state.scale * state.seen
    total = _total(weight * state.visits)
    state.mean = _total(weight * rest) / total + chance.normal(1) / np.sqrt(total)
    state.likeness = draw_likeness(state.noise / state.usual_noise, chance.uniform())


def infer(sheets: Sheets, top: int) -> Posterior:
    """Return the posterior of all projects and jurors.

    Projects with the same marks from the same jurors get the same score to the last digit. A project without a visit
    gets the mean, with the whole spread of qualities as its uncertainty.

    Args:
        sheets: at least one visit. The order of its arrays decides which chance falls where: make it canonical first.
        top: how many places `Posterior.top` is about; when there are no more projects than that, it is 1 for all.
    """
    state, chance = Chains(sheets), _chance(sheets)
    first, second = np.zeros((2, CHAINS, sheets.projects))
    severity, scale, noise = np.zeros((3, CHAINS, sheets.jurors))
    means, draws = np.zeros((_KEPT, CHAINS)), np.zeros((_KEPT, CHAINS, sheets.projects))
    for sweep in range(-_WARM_UP, _KEPT):
        chance.sweep()
        centre, variance = _draw_quality(state, chance)
        if sweep >= 0:
            centre = centre - _total(centre) / sheets.projects
            first += centre
            second += centre**2 + variance
            severity += state.severity
            scale += state.scale
            noise += state.variance
            means[sweep], draws[sweep] = state.mean[:, 0], state.quality
        state.quality = state.quality - _total(state.quality) / sheets.projects
        state.look()
        _draw_severity(state, chance)
        _draw_scale(state, chance)
        _set_unit(state)
        _draw_noise(state, chance)
        if sheets.width is not None:
            _draw_width_effects(state, chance)
        _draw_spreads(state, chance)
    quality = first.sum(0) / means.size
    deviation = np.sqrt(np.maximum(second.sum(0) / means.size - quality**2, 0) + means.var())
    return Posterior(
        score=state.origin + means.mean() + quality,
        deviation=deviation,
        top=_share_among_best(draws.reshape(-1, sheets.projects), top),
        severity=-severity.sum(0) / means.size,
        scale=scale.sum(0) / means.size,
        noise=np.sqrt(noise.sum(0) / means.size),
    )


def _share_among_best(draws: Floats, top: int) -> Floats:
    """Return by project the share of draws in which it is among the best `top`."""
    place = min(top, draws.shape[1]) - 1
    last = -np.partition(-draws, place, axis=1)[:, place : place + 1]
    return np.asarray((draws >= last).mean(0), dtype=np.float64)
