"""Later rounds: what a ranking so far says about the visits that should follow."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import sqrt
from statistics import fmean, pvariance

from challenge.judging.rules.allocation import Past, top_doubt
from challenge.judging.rules.ranking import RankedJuror, Ranking
from challenge.judging.rules.worth import outlooks

_LEAST_NOISE = 1e-6
_ROUNDS = 30  # of the fixed point of severities; it settles within ten


def look_back(ranking: Ranking, seen: Collection[tuple[str, str]]) -> Past:
    """Return what `allocation.allocate` needs to plan the next wave.

    With ten projects or fewer everybody is among the ten best: the next wave then goes where visits are fewest.

    Args:
        ranking: of all sheets so far.
        seen: pairs (juror, project) that are not to meet again.
    """
    return Past(
        seen,
        {line.project: top_doubt(line.p_top10) for line in ranking.projects},
        outlooks(ranking),
        {line.juror: line.noise for line in ranking.jurors},
        _severity_spread(ranking.jurors),
    )


def _severity_spread(jurors: Sequence[RankedJuror]) -> float:
    """Return the standard deviation of severities, in points: of the estimates, and of what these leave open.

    Estimates are drawn towards the mean, so their own spread is too small.
    """
    if not jurors:
        return 0.0
    variance = shown = pvariance([line.severity for line in jurors])
    for _ in range(_ROUNDS):
        if variance <= 0:
            return 0.0
        left = fmean(1 / (line.visits / max(line.noise, _LEAST_NOISE) ** 2 + 1 / variance) for line in jurors)
        variance = shown + left
    return sqrt(variance)
