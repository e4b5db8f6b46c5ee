"""How the first places would look without a juror: for the control room, before anybody is set aside."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from challenge.judging.rules.ranking import TOP_PLACES, Ranking, Visit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Influence:
    """What happens when one juror's sheets do not count.

    Attributes:
        juror: who.
        enters: codes that come among the first places, best first.
        leaves: codes that drop out of them, by their rank today.
        largest_shift: of any project's score, in points, either way.
    """

    juror: str
    enters: tuple[str, ...]
    leaves: tuple[str, ...]
    largest_shift: float


def influences(ranking: Ranking, visits: Iterable[Visit], top: int = TOP_PLACES) -> tuple[Influence, ...]:
    """Return for each juror who enters and who leaves the first places without their sheets.

    Scale and noise of jurors and all spreads are kept as the ranking found them; severities and qualities are solved
    again without the juror, and the shift against the same solution with everybody is added to today's scores. So all
    jurors together take a fraction of a second. Set somebody aside and rank again for the last digit.

    Args:
        ranking: of exactly these visits.
        visits: each pair of juror and project once.
        top: how many places.

    Returns:
        Jurors who change the first places most come first, then by largest shift, then by name.
    """
    jurors = [line.juror for line in ranking.jurors]
    if not jurors:
        return ()
    table = _Table(ranking, sorted(visits))
    today = [line.project for line in ranking.projects[:top]]
    base = table.qualities(-1)
    found = [_without(table, ranking, index, today, base) for index in range(len(jurors))]
    return tuple(sorted(found, key=lambda one: (-len(one.enters), -round(one.largest_shift, 9), one.juror)))


class _Table:
    """The visits as a table of projects by jurors, and what the ranking says about jurors.

    Attributes:
        met: 1 where a visit took place.
        given: points above the mean of all scores.
    """

    def __init__(self, ranking: Ranking, visits: list[Visit]) -> None:
        project_at = {line.project: at for at, line in enumerate(ranking.projects)}
        juror_at = {line.juror: at for at, line in enumerate(ranking.jurors)}
        scores = np.array([line.score for line in ranking.projects])
        deviations = np.array([line.deviation for line in ranking.projects])
        severities = np.array([line.severity for line in ranking.jurors])
        self.scale = np.array([line.scale for line in ranking.jurors])
        self.weight = 1 / np.maximum(np.array([line.noise for line in ranking.jurors]), 1e-6) ** 2
        floor = 1e-3 / float(self.weight.mean())
        self.quality_var = max(float(scores.var() + (deviations**2).mean()), floor)
        self.severity_var = max(float((severities**2).mean()), floor)
        self.met = np.zeros((len(project_at), len(juror_at)))
        self.given = np.zeros_like(self.met)
        for visit in visits:
            at = project_at[visit.project], juror_at[visit.juror]
            self.met[at], self.given[at] = 1, visit.points - float(scores.mean())

    def qualities(self, left_out: int) -> Floats:
        """Return all qualities without one juror; -1 leaves out nobody. Unseen projects have quality 0."""
        counts = np.ones(len(self.scale))
        counts[left_out:][: int(left_out >= 0)] = 0
        pull = counts * self.weight / self.scale
        seen = self.met * pull
        opinions = (self.given * pull).sum(1)
        per_project = self.met @ (counts * self.weight) + 1 / self.quality_var
        share = seen / per_project[:, None]
        core = np.diag(self.met.sum(0) * pull / self.scale + 1 / self.severity_var) - seen.T @ share
        severity = np.linalg.solve(core, self.given.sum(0) * pull / self.scale - share.T @ opinions)
        return np.asarray(opinions / per_project - share @ severity)


def _without(table: _Table, ranking: Ranking, index: int, today: list[str], base: Floats) -> Influence:
    """Return the influence of one juror; a project left without a visit goes behind all others."""
    shift = table.qualities(index) - base
    unseen = table.met.sum(1) - table.met[:, index] == 0
    scores = [line.score + float(moved) for line, moved in zip(ranking.projects, shift, strict=True)]
    order = sorted(range(len(scores)), key=lambda at: (bool(unseen[at]), -round(scores[at], 9), at))
    then = [ranking.projects[at].project for at in order[: len(today)]]
    return Influence(
        ranking.jurors[index].juror,
        tuple(code for code in then if code not in today),
        tuple(code for code in today if code not in then),
        float(np.abs(shift).max()),
    )
