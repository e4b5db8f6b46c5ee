"""What another visit is worth: how much better the list of the ten best may become by it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.normal import below, density
from challenge.judging.rules.ranking import TOP_PLACES, Ranking

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_MOST_AHEAD = 12  # visits to one project that are weighed at once; nobody plans more in one wave


@dataclass(frozen=True, slots=True)
class Outlook:
    """Where a project stands before further visits, in points.

    Attributes:
        distance: score minus the line between the tenth and the eleventh best; 0 at the line.
        deviation: standard deviation of the score.
        noise: standard deviation of what one more visit says.
    """

    distance: float
    deviation: float
    noise: float


_SETTLED = Outlook(0.0, 0.0, 0.0)


def outlooks(ranking: Ranking, top: int = TOP_PLACES) -> dict[str, Outlook]:
    """Return by project its outlook on the first `top` places; empty when everybody gets one, or nobody came yet."""
    scores = sorted((line.score for line in ranking.projects), reverse=True)
    if len(scores) <= top or not ranking.jurors:
        return {}
    border = (scores[top - 1] + scores[top]) / 2
    noise = median(line.noise for line in ranking.jurors)
    return {line.project: Outlook(line.score - border, line.deviation, noise) for line in ranking.projects}


def gain(outlook: Outlook, visits: int) -> float:
    """Return the points by which the ten best are expected to improve when a project gets so many visits more.

    A visit helps only when it can move the project over the line; the gain is the expected size of such a move:
    `step * (density(z) - z * below(-z))` with `z = |distance| / step`, where `step` is how far the score is expected to
    move. It falls with the distance from the line and grows with the deviation; without visits it is 0.

    Source: Frazier, Powell and Dayanik (2008), "A knowledge-gradient policy for sequential information collection".
    """
    variance = outlook.deviation**2
    if not visits or not variance:
        return 0.0
    step = variance / sqrt(variance + outlook.noise**2 / visits)
    z = abs(outlook.distance) / step
    return max(0.0, step * (density(z) - z * below(-z)))


def share_out(
    order: Sequence[str],
    given: Mapping[str, Outlook],
    budget: int,
    room: Collection[int],
    start: Ints,
) -> Ints:
    """Share visits out one by one, each to the project where it is worth most.

    A project that needs several visits before anything can change is weighed by its best average over the next ones,
    so a high first step keeps nobody out. Equal worth goes to fewer visits, then to the earlier in `order`.

    Args:
        order: codes.
        given: outlooks by code; a project without one gets nothing beyond `start`.
        budget: visits to share, those of `start` included.
        room: most visits by project, in `order`.
        start: visits that are settled.

    Returns:
        Visits by project, in `order`; fewer than `budget` together when no further visit has any worth or room.
    """
    steps = np.arange(_MOST_AHEAD + 1)
    worth = np.array([[gain(given.get(code, _SETTLED), int(n)) for n in steps] for code in order])
    worth = worth.reshape(len(order), len(steps))
    most, visits = np.minimum(np.array(room, dtype=np.int64), _MOST_AHEAD), start.copy()
    slope = np.array([_best_average(worth[at], int(visits[at]), int(most[at])) for at in range(len(order))])
    for _ in range(budget - int(start.sum())):
        best = np.lexsort((visits, -slope))[0]
        if slope[best] <= 0:
            break
        visits[best] += 1
        slope[best] = _best_average(worth[best], int(visits[best]), int(most[best]))
    return visits


def _best_average(worth: Floats, visits: int, most: int) -> float:
    """Return the largest gain per visit over the next one, two or more visits; 0 when there is no room."""
    if visits >= most:
        return 0.0
    ahead = worth[visits + 1 : most + 1] - worth[visits]
    return float((ahead / np.arange(1, len(ahead) + 1)).max())
