"""What a chair should look at: jurors and sheets that stand out. Nothing is ever dropped by it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median, pstdev

from challenge.judging.rules.opinions import centre_of, translated, weight
from challenge.judging.rules.ranking import RankedJuror, Ranking, Visit

NEARLY_CONSTANT, FAR_FROM_OTHERS, ONE_FAVOURED, ONE_PUT_DOWN = "constant", "apart", "favoured", "put_down"


@dataclass(frozen=True, slots=True)
class Limits:
    """From where on something is flagged; shown beside every flag.

    Attributes:
        least_visits: with fewer sheets nothing is said about a juror.
        spread_share: marks are nearly constant when they spread less than this share of the middle juror's spread.
        noise_share: a juror is apart when the noise is at least this many times the middle juror's.
        surprise: a sheet stands out when it lies at least this many standard deviations from what was to be expected.
    """

    least_visits: int = 4
    spread_share: float = 0.35
    noise_share: float = 1.5
    surprise: float = 2.4


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that stands out.

    Attributes:
        kind: `NEARLY_CONSTANT`: points hardly differ; `FAR_FROM_OTHERS`: opinions agree little with everybody else's;
            `ONE_FAVOURED` and `ONE_PUT_DOWN`: one sheet far above or below what the others and the juror's own other
            sheets make expect.
        juror: whose.
        project: whose sheet; None when it is about all sheets of the juror.
        value: what was measured: points of spread, noise over the middle noise, or standard deviations.
        limit: the value from which on it is flagged.
        points: the sheet's, or None.
        expected: points to be expected on this sheet, or None.
    """

    kind: str
    juror: str
    project: str | None
    value: float
    limit: float
    points: float | None = None
    expected: float | None = None


def flags(ranking: Ranking, visits: Iterable[Visit], limits: Limits | None = None) -> tuple[Flag, ...]:
    """Return everything that stands out, by kind, then juror, then project.

    With honest jurors a few sheets in a thousand stand out by chance: a flag is a question, not a finding.

    Args:
        ranking: of exactly these visits.
        visits: each pair of juror and project once.
        limits: None for the usual ones.
    """
    limits = limits or Limits()
    sheets: defaultdict[str, list[Visit]] = defaultdict(list)
    ordered = sorted(visits)
    for visit in ordered:
        sheets[visit.juror].append(visit)
    jurors = {line.juror: line for line in ranking.jurors if line.visits >= limits.least_visits}
    sheets = defaultdict(list, {code: sheets[code] for code in jurors})
    found = [
        *_constant(sheets, limits),
        *_apart(jurors, limits),
        *_surprising(ranking, ordered, limits),
    ]
    return tuple(sorted(found, key=lambda flag: (flag.kind, flag.juror, flag.project or "")))


def _constant(sheets: Mapping[str, Sequence[Visit]], limits: Limits) -> Iterable[Flag]:
    """Flag marks that hardly differ, where those of others do."""
    spreads = {code: pstdev(visit.points for visit in given) for code, given in sheets.items()}
    limit = limits.spread_share * median(spreads.values()) if spreads else 0.0
    return (Flag(NEARLY_CONSTANT, code, None, spread, limit) for code, spread in spreads.items() if spread < limit)


def _apart(jurors: Mapping[str, RankedJuror], limits: Limits) -> Iterable[Flag]:
    """Flag opinions that are much noisier than the middle juror's."""
    middle = median(line.noise for line in jurors.values()) if jurors else 0.0
    shares = {code: line.noise / middle for code, line in jurors.items() if middle}
    return (
        Flag(FAR_FROM_OTHERS, code, None, share, limits.noise_share)
        for code, share in shares.items()
        if share >= limits.noise_share
    )


def _surprising(ranking: Ranking, visits: Sequence[Visit], limits: Limits) -> Iterable[Flag]:
    """Flag sheets that neither the other jurors nor the juror's own other sheets make expect."""
    jurors = {line.juror: line for line in ranking.jurors}
    gaps = _gaps(ranking, visits, jurors)
    for code, of_juror in gaps.items():
        if len(of_juror) < max(limits.least_visits, 2):
            continue
        total, juror = math.fsum(gap.size for gap in of_juror), jurors[code]
        for gap in of_juror:
            surprise = gap.size - (total - gap.size) / (len(of_juror) - 1)
            value = surprise / (math.hypot(juror.noise, gap.spread) * math.sqrt(1 + 1 / (len(of_juror) - 1)))
            if abs(value) >= limits.surprise:
                kind = ONE_FAVOURED if value > 0 else ONE_PUT_DOWN
                expected = gap.visit.points - surprise * juror.scale
                yield Flag(kind, code, gap.visit.project, value, limits.surprise, gap.visit.points, expected)


@dataclass(frozen=True, slots=True)
class _Gap:
    """How far an opinion lies above what the others say, and how sure the others are, in points."""

    visit: Visit
    size: float
    spread: float


def _gaps(ranking: Ranking, visits: Sequence[Visit], jurors: Mapping[str, RankedJuror]) -> Mapping[str, Sequence[_Gap]]:
    """Hold every opinion against the mean of the others on the same project, drawn to the mean of all as scores are."""
    centre = centre_of(ranking)
    prior = 1 / max(fmean((line.score - centre) ** 2 + line.deviation**2 for line in ranking.projects), 1e-9)
    on_project: defaultdict[str, list[tuple[Visit, float, float]]] = defaultdict(list)
    for visit in visits:
        juror = jurors[visit.juror]
        on_project[visit.project].append((visit, translated(visit.points, juror, centre) - centre, weight(juror)))
    found: defaultdict[str, list[_Gap]] = defaultdict(list)
    for opinions in on_project.values():
        for visit, opinion, _ in opinions:
            others = [(other, counts) for sheet, other, counts in opinions if sheet is not visit]
            known = math.fsum(counts for _, counts in others) + prior
            mean = math.fsum(counts * other for other, counts in others) / known
            found[visit.juror].append(_Gap(visit, opinion - mean, known**-0.5))
    return found
