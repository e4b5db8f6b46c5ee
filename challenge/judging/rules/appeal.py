"""The simple model that can be printed: one formula per project, for those who ask how their place came about.

It knows severity and nothing else about jurors: `points = mean + severity of the juror + quality + noise`, qualities,
severities and noise normal. The score of a project is then

    score = mean + n / (n + k) * (average of (points + allowance of the juror) - mean)

with n sheets, the same mean and k for all, and one allowance per juror. It ranks nearly as well as the full model and
can be checked with a pocket calculator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.ranking import Visit

Floats = NDArray[np.float64]

_ROUNDS = 200
_SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Line:
    """A project's score and everything in it, in points.

    Attributes:
        project: its code.
        sheets: (juror, points, allowance) by juror; the allowance is above 0 for a severe juror.
        average: of points plus allowance.
        trust: n / (n + k), 0 to 1: how much the average counts against the mean of all.
        score: `mean + trust * (average - mean)`.
    """

    project: str
    sheets: tuple[tuple[str, float, float], ...]
    average: float
    trust: float
    score: float


@dataclass(frozen=True, slots=True)
class Appeal:
    """The whole calculation.

    Attributes:
        mean: points of an average project from the average juror.
        k: noise variance over variance of qualities: so many sheets count as much as the mean of all does.
        lines: visited projects by score, then code.
    """

    mean: float
    k: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    mean: float
    allowances: Floats
    k: float


def explain(visits: Iterable[Visit]) -> Appeal:
    """Return the score of every visited project under the simple model.

    The order of the visits and the names of jurors change nothing. Without visits there are no lines.

    Args:
        visits: each pair of juror and project once.

    Source: Henderson (1975), mixed model equations; variances by restricted maximum likelihood (EM).
    """
    sheets = sorted(visits, key=lambda visit: (visit.project, visit.points, visit.juror))
    if not sheets:
        return Appeal(0.0, 0.0, ())
    jurors = list(dict.fromkeys(visit.juror for visit in sheets))
    fit = _fit(sheets, jurors)
    allowance = dict(zip(jurors, fit.allowances.tolist(), strict=True))
    by_project: dict[str, list[tuple[str, float, float]]] = {}
    for visit in sheets:
        by_project.setdefault(visit.project, []).append((visit.juror, visit.points, allowance[visit.juror]))
    lines = [_line(project, rows, fit) for project, rows in by_project.items()]
    return Appeal(fit.mean, fit.k, tuple(sorted(lines, key=lambda line: (-round(line.score, 9), line.project))))


def _line(project: str, rows: list[tuple[str, float, float]], fit: _Fit) -> Line:
    average = sum(points + added for _, points, added in rows) / len(rows)
    trust = len(rows) / (len(rows) + fit.k)
    return Line(project, tuple(sorted(rows)), average, trust, fit.mean + trust * (average - fit.mean))


def _fit(sheets: list[Visit], jurors: list[str]) -> _Fit:
    """Estimate mean, severities and variances; projects are eliminated, so each round solves for the jurors only."""
    projects = list(dict.fromkeys(visit.project for visit in sheets))
    at = {code: index for index, code in enumerate(projects)}, {code: index for index, code in enumerate(jurors)}
    rows = np.array([(at[0][visit.project], at[1][visit.juror]) for visit in sheets])
    points = np.array([visit.points for visit in sheets])
    met = np.zeros((len(projects), len(jurors)))
    met[rows[:, 0], rows[:, 1]] = 1
    given = np.zeros_like(met)
    given[rows[:, 0], rows[:, 1]] = points
    floor = 1e-6 * max(float(points.var()), 1e-6)
    noise, quality_var, severity_var = (max(share * float(points.var()), floor) for share in (0.4, 0.4, 0.25))
    mean, severity = float(points.mean()), np.zeros(len(jurors))
    for _ in range(_ROUNDS):
        before = (noise, quality_var, severity_var)
        mean, quality, severity, spreads = _solve(met, given, noise / quality_var, noise / severity_var)
        rest = points - mean - quality[rows[:, 0]] - severity[rows[:, 1]]
        quality_var = max(float((quality**2 + noise * spreads[0]).mean()), floor)
        severity_var = max(float((severity**2 + noise * spreads[1]).mean()), floor)
        noise = max(float(rest @ points) / max(len(points) - 1, 1), floor)
        if max(abs(new - old) for new, old in zip((noise, quality_var, severity_var), before, strict=True)) < _SETTLED:
            break
    mean, _, severity, _ = _solve(met, given, k := noise / quality_var, noise / severity_var)
    return _Fit(mean, -severity, k)


def _solve(met: Floats, given: Floats, k: float, juror_k: float) -> tuple[float, Floats, Floats, tuple[Floats, Floats]]:
    """Solve the mixed model equations; return mean, qualities, severities and their error variances over the noise."""
    per_project = met.sum(1) + k
    share = met / per_project[:, None]
    core = np.diag(met.sum(0) + juror_k) - met.T @ share
    # The mean is one more unknown without a spread of its own; with it the jurors' equations stay small.
    side = met.sum(0) - share.T @ met.sum(1)
    corner = float(met.sum() - (met.sum(1) ** 2 / per_project).sum())
    full = np.block([[np.array([[corner]]), side[None, :]], [side[:, None], core]])
    sums = given.sum(1)
    right = np.concatenate([[sums.sum() - (met.sum(1) * sums / per_project).sum()], given.sum(0) - share.T @ sums])
    inverse = np.linalg.inv(full)
    solved = inverse @ right
    reach = np.column_stack([met.sum(1), met]) / per_project[:, None]
    quality = sums / per_project - reach @ solved
    spread = 1 / per_project + np.einsum("ij,jk,ik->i", reach, inverse, reach, optimize=True)
    return float(solved[0]), quality, solved[1:], (spread, np.diag(inverse)[1:])
