"""A juror's sheet translated into what the average juror would have given."""

from __future__ import annotations

import math

from challenge.judging.rules.ranking import RankedJuror, Ranking


def centre_of(ranking: Ranking) -> float:
    """Return the mean of all scores: what an average project gets from the average juror; 0 without projects."""
    return math.fsum(line.score for line in ranking.projects) / max(len(ranking.projects), 1)


def translated(points: float, juror: RankedJuror, centre: float) -> float:
    """Return points with the juror's severity taken off and their scale stretched to the average juror's."""
    return centre + (points - centre + juror.severity) / juror.scale


def weight(juror: RankedJuror) -> float:
    """Return how much one opinion of this juror counts: less noise, more weight."""
    return 1 / max(juror.noise, 1e-6) ** 2
