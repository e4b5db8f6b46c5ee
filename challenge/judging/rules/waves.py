"""Later rounds: what a ranking so far says about the visits that should follow."""

from __future__ import annotations

from collections.abc import Collection

from challenge.judging.rules.allocation import Past, top_doubt
from challenge.judging.rules.ranking import Ranking
from challenge.judging.rules.worth import outlooks


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
    )
