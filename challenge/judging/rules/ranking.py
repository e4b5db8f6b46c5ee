"""From visits to places: every project exactly once, with an honest interval."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from challenge.judging.rules.chains import Floats, Sheets
from challenge.judging.rules.posterior import Posterior, infer
from challenge.kernel.errors import Invalid

TOP_PLACES = 10
_HALF_WIDTH = 1.6448536269514722  # standard deviations on each side of a 90 % interval
_USUAL_SHEETS = 2
_TIE_DIGITS = 9  # scores that agree so far are one score: beyond it only the order of additions speaks


@dataclass(frozen=True, slots=True, order=True)
class Visit:
    """One juror's sheet on one project.

    Attributes:
        juror: who; only identity counts, never the name.
        project: about what.
        points: see `scoring.weighted_total`.
        apart: how far the criteria of the sheet lie apart, see `scoring.marks_apart`; None when nobody looked. It tells
            something about its juror, see `posterior`, when all visits have it.
    """

    juror: str
    project: str
    points: float
    apart: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RankedProject:
    """One line of the ranking; points are weighted rubric points.

    Attributes:
        project: its code.
        score: points to expect from the average juror, kept within the rubric.
        low: lower end of the 90 % interval of the score.
        high: upper end.
        rank: 1 = best; each place once.
        p_top10: probability, 0..1, of being one of the ten best; 1 for all when there are at most ten.
        raw_mean: plain mean of the points; None when nobody came.
        visits: how many sheets count.
        deviation: standard deviation of the score, not cut to the rubric; 0 in rankings stored before it was kept.
    """

    project: str
    score: float
    low: float
    high: float
    rank: int
    p_top10: float
    raw_mean: float | None
    visits: int
    deviation: float = 0.0


@dataclass(frozen=True, slots=True)
class RankedJuror:
    """What the visits say about one juror.

    Attributes:
        juror: who.
        severity: points below the average juror; negative is generous.
        scale: width of the marks against the average juror, 1 = as wide.
        noise: standard deviation of the opinion on the same quality, in points.
        visits: how many sheets count.
    """

    juror: str
    severity: float
    scale: float
    noise: float
    visits: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """Projects from first to last, jurors by name."""

    projects: tuple[RankedProject, ...]
    jurors: tuple[RankedJuror, ...]


def rank_projects(projects: Iterable[str], visits: Iterable[Visit], bounds: tuple[float, float]) -> Ranking:
    """Rank all projects from the visits that took place.

    The answer depends neither on the order of the arguments nor on the names of jurors. Equal scores are ordered by raw
    mean, then by more visits, then by code of the project. Projects that nobody visited come last, by code, with the
    interval of a project about which nothing is known.

    Args:
        projects: every code once, also those without a visit.
        visits: each pair of juror and project at most once.
        bounds: fewest and most points of the rubric; see `scoring.points_range`.

    Raises:
        Invalid: `judging.project_repeated`, `judging.project_unknown`, `judging.visit_repeated`;
            `judging.mark_not_a_number` for points that are not finite: no ranking ever holds NaN.
    """
    codes, sheets = sorted(projects), list(visits)
    _check_points(sheets)  # before sorting: NaN has no place in an order
    sheets.sort()
    _check(codes, sheets)
    if not sheets:
        return _nothing_known(codes, bounds)
    jurors = _juror_order(sheets)
    posterior = infer(_sheets(codes, jurors, sheets, bounds), TOP_PLACES)
    return Ranking(_project_lines(codes, sheets, posterior, bounds), _juror_lines(jurors, sheets, posterior))


def _check_points(visits: Sequence[Visit]) -> None:
    """Refuse what is no finite number; one such sheet would spoil the score of everybody."""
    for visit in visits:
        for value in (visit.points, visit.apart):
            if value is not None and not math.isfinite(value):
                raise Invalid("judging.mark_not_a_number", value=str(value), juror=visit.juror, project=visit.project)


def _check(codes: Sequence[str], visits: Sequence[Visit]) -> None:
    """Refuse repeated projects, unknown projects and two sheets of one visit; arguments are sorted."""
    known = set(codes)
    for code, following in pairwise(codes):
        if code == following:
            raise Invalid("judging.project_repeated", project=code)
    for visit in visits:
        if visit.project not in known:
            raise Invalid("judging.project_unknown", project=visit.project)
    for visit, after in pairwise(visits):
        if (visit.juror, visit.project) == (after.juror, after.project):
            raise Invalid("judging.visit_repeated", juror=visit.juror, project=visit.project)


def _juror_order(visits: Sequence[Visit]) -> list[tuple[str, ...]]:
    """Order jurors by what they saw, then by what they gave: names decide nothing.

    Returns:
        Groups of jurors with the same sheets on the same projects; such jurors cannot be told apart.
    """
    content: dict[str, list[tuple[str, float, float]]] = {}
    for visit in visits:
        content.setdefault(visit.juror, []).append((visit.project, visit.points, visit.apart or 0.0))
    groups: dict[tuple[tuple[str, float, float], ...], list[str]] = {}
    for juror, seen in content.items():
        groups.setdefault(tuple(seen), []).append(juror)
    order = sorted(groups, key=lambda seen: ([project for project, *_ in seen], [given for _, *given in seen]))
    return [tuple(groups[seen]) for seen in order]


def _sheets(
    codes: Sequence[str], jurors: Sequence[tuple[str, ...]], visits: Sequence[Visit], bounds: tuple[float, float]
) -> Sheets:
    """Number everything canonically and guess the spread: two pseudo-visits keep it sensible when there are few."""
    project_at = {code: index for index, code in enumerate(codes)}
    juror_at = {juror: index for index, juror in enumerate(juror for group in jurors for juror in group)}
    rows = sorted((juror_at[visit.juror], project_at[visit.project], visit.points) for visit in visits)
    points = np.array([row[2] for row in rows])
    guess = ((bounds[1] - bounds[0]) / 6) ** 2
    return Sheets(
        points=points,
        juror=np.array([row[0] for row in rows], dtype=np.int64),
        project=np.array([row[1] for row in rows], dtype=np.int64),
        jurors=len(juror_at),
        projects=len(codes),
        spread=float((points.var() * len(points) + 2 * guess) / (len(points) + 2)),
        width=_widths(juror_at, visits),
    )


def _widths(juror_at: dict[str, int], visits: Sequence[Visit]) -> Floats | None:
    """Return by juror the logarithm of how far criteria lie apart, against the mean; None when it is not known.

    Two sheets of the usual kind are added to each juror's: a few sheets that are all alike say little.
    """
    known = [(juror_at[visit.juror], visit.project, visit.apart) for visit in visits if visit.apart is not None]
    usual = sum(sorted(apart for _, _, apart in known)) / max(len(known), 1)
    if len(known) < len(visits) or usual <= 0:
        return None
    jurors, _, aparts = zip(*sorted(known), strict=True)
    sums, counts = np.bincount(jurors, aparts), np.bincount(jurors)
    widths: Floats = np.log((sums + _USUAL_SHEETS * usual) / (counts + _USUAL_SHEETS))
    widths -= widths.mean()
    return widths


def _project_lines(
    codes: Sequence[str], visits: Sequence[Visit], posterior: Posterior, bounds: tuple[float, float]
) -> tuple[RankedProject, ...]:
    """Order projects and cut scores and intervals to what the rubric can give."""
    given: dict[str, list[float]] = {code: [] for code in codes}
    for visit in visits:
        given[visit.project].append(visit.points)
    means = {code: float(np.mean(sorted(points))) if points else None for code, points in given.items()}
    scores = {code: round(float(score), _TIE_DIGITS) for code, score in zip(codes, posterior.score, strict=True)}
    at = {code: index for index, code in enumerate(codes)}

    def place(code: str) -> tuple[bool, float, float, int, str]:
        mean = means[code]
        return mean is None, -scores[code], -(mean or 0.0), -len(given[code]), code

    def line(code: str, rank: int) -> RankedProject:
        deviation = float(posterior.deviation[at[code]])
        half = _HALF_WIDTH * deviation
        score, low, high = (
            min(max(value, bounds[0]), bounds[1]) for value in (scores[code], scores[code] - half, scores[code] + half)
        )
        top, visits = float(posterior.top[at[code]]), len(given[code])
        return RankedProject(code, score, low, high, rank, top, means[code], visits, deviation)

    return tuple(line(code, rank) for rank, code in enumerate(sorted(codes, key=place), start=1))


def _juror_lines(
    groups: Sequence[tuple[str, ...]], visits: Sequence[Visit], posterior: Posterior
) -> tuple[RankedJuror, ...]:
    """Describe jurors by name; those who cannot be told apart share one description."""
    counts = Counter(visit.juror for visit in visits)
    lines, start = [], 0
    for group in groups:
        part = slice(start, start + len(group))
        severity, scale, noise = (
            float(values[part].mean()) for values in (posterior.severity, posterior.scale, posterior.noise)
        )
        lines += [RankedJuror(juror, severity, scale, noise, counts[juror]) for juror in group]
        start = part.stop
    return tuple(sorted(lines, key=lambda line: line.juror))


def _nothing_known(codes: Sequence[str], bounds: tuple[float, float]) -> Ranking:
    """Return projects by code, each anywhere within the rubric."""
    middle, deviation = (bounds[0] + bounds[1]) / 2, (bounds[1] - bounds[0]) / 2 / _HALF_WIDTH
    share = min(1.0, TOP_PLACES / len(codes)) if codes else 0.0
    return Ranking(
        tuple(
            RankedProject(code, middle, *bounds, rank, share, None, 0, deviation)
            for rank, code in enumerate(codes, start=1)
        ),
        (),
    )
