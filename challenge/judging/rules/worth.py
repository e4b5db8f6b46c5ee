"""What another visit is worth: how much better the list of the ten best may become by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.normal import below, density, shares_below
from challenge.judging.rules.ranking import TOP_PLACES, Ranking

Floats = NDArray[np.float64]

_HALVINGS = 40  # of the range of scores when the line is sought: to the ninth digit and further
_LEAST_STEP = 1e-9


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


def gains(distance: Floats, step: Floats) -> Floats:
    """Return `gain` for many projects at once, given how far each score is expected to move; 0 where it does not.

    Args:
        distance: from the line, in points.
        step: standard deviation of the move, in points.
    """
    z = np.abs(distance) / np.maximum(step, _LEAST_STEP)
    found: Floats = step * (np.exp(-z * z / 2) / sqrt(2 * np.pi) - z * shares_below(-z))
    return np.maximum(found, 0)


def average_gains(distance: Floats, moved: Floats, unsure: Floats, taught: Floats, ahead: Sequence[int]) -> Floats:
    """Return by project the gain of one visit more, or its best average over several when that is higher.

    A project far from the line needs several visits before anything can change: its first one alone is worth next to
    nothing, and it would never get any.

    Source: Frazier and Powell (2010), "Paradoxes in learning and the marginal value of information", the policy KG(*).

    Args:
        distance: from the line, in points.
        moved: standard deviation of the move by visits that are settled.
        unsure: variance that these leave.
        taught: variance that the next visit takes away, at most `unsure`; 0 = nobody can go, which is worth nothing.
        ahead: numbers of visits to look at, each at least 1.
    """
    settled, noise = gains(distance, moved), unsure**2 / np.maximum(taught, _LEAST_STEP**2) - unsure
    steps = (np.sqrt(moved**2 + unsure**2 / np.maximum(unsure + noise / visits, _LEAST_STEP)) for visits in ahead)
    averages = [(gains(distance, step) - settled) / visits for visits, step in zip(ahead, steps, strict=True)]
    best: Floats = np.where(taught > 0, np.max(averages, axis=0), 0)
    return best


def line(distance: Floats, step: Floats, top: int) -> float:
    """Return the score that `top` projects are expected to pass after their moves.

    With no moves it lies between the last that is in and the first that is out.

    Args:
        distance: scores, from anywhere.
        step: standard deviation of the move of each, in points.
        top: fewer than there are projects.
    """
    low, high = (float(np.partition(-distance, [top - 1, top])[place]) for place in (top - 1, top))
    if not step.any():
        return -(low + high) / 2
    reach = 8 * float(step.max())
    low, high = float(distance.min()) - reach, float(distance.max()) + reach
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        inside = shares_below((distance - middle) / np.maximum(step, _LEAST_STEP)).sum()
        low, high = (middle, high) if inside > top else (low, middle)
    return (low + high) / 2
