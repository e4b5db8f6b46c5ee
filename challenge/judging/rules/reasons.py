"""Why a score is not the raw mean: the difference, juror by juror."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from challenge.judging.rules.opinions import centre_of, translated, weight
from challenge.judging.rules.ranking import RankedJuror, RankedProject, Ranking, Visit

_NOTED = 0.05  # points of severity from which a juror is called severe or generous


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the difference between score and raw mean.

    Attributes:
        juror: whose sheet caused it; None for the pull of a score from few visits towards the mean of all.
        severity: points that this juror gives below the average juror; negative is generous; 0 for the pull.
        shift: points added to the raw mean.
    """

    juror: str | None
    severity: float
    shift: float


@dataclass(frozen=True, slots=True)
class Summary:
    """Reasons of one project in the words of an announcement: "seen by two severe jurors: +0.31".

    Attributes:
        severe: jurors who mark below the average one, and `severe_shift` what allowing for them adds.
        generous: jurors who mark above it, and `generous_shift`, mostly negative.
        other_shift: from jurors near the average: width of their scale, and how much their opinion counts.
        pull: towards the mean of all projects.
    """

    severe: int
    severe_shift: float
    generous: int
    generous_shift: float
    other_shift: float
    pull: float


def reasons(ranking: Ranking, visits: Iterable[Visit]) -> dict[str, tuple[Reason, ...]]:
    """Split score minus raw mean of every visited project into its causes.

    A sheet is translated into what the average juror would have given: severity taken off, scale stretched; then it
    counts the more, the less noise its juror has. What remains between the translated sheets and the score is the
    pull towards the mean of all projects, which is strong when visits are few. The parts add up to the difference:
    `math.fsum` of the shifts gives it to the last digits of a float.

    Args:
        ranking: of exactly these visits.
        visits: each pair of juror and project once.

    Returns:
        By code of project: jurors by size of their shift, the pull last. Projects that nobody visited are left out.
    """
    jurors = {line.juror: line for line in ranking.jurors}
    centre = centre_of(ranking)
    seen: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in sorted(visits):
        seen[visit.project].append(visit)
    return {
        line.project: _of_project(line, line.raw_mean, seen[line.project], jurors, centre)
        for line in ranking.projects
        if line.raw_mean is not None
    }


def _of_project(
    line: RankedProject, raw_mean: float, visits: Sequence[Visit], jurors: dict[str, RankedJuror], centre: float
) -> tuple[Reason, ...]:
    total = math.fsum(weight(jurors[visit.juror]) for visit in visits)
    parts = []
    for visit in visits:
        juror = jurors[visit.juror]
        share, moved = weight(juror) / total, translated(visit.points, juror, centre) - visit.points
        # Its translation, and that it counts for more or less than one among equals.
        shift = share * moved + (share - 1 / len(visits)) * (visit.points - raw_mean)
        parts.append(Reason(visit.juror, juror.severity, shift))
    pull = math.fsum([line.score, -raw_mean, *(-part.shift for part in parts)])
    return (*sorted(parts, key=lambda part: (-abs(part.shift), part.juror)), Reason(None, 0.0, pull))


def summary(parts: Sequence[Reason]) -> Summary:
    """Return the reasons of one project added up by kind of juror."""

    def kind(part: Reason) -> int:
        if part.juror is None:
            return 2
        return 0 if abs(part.severity) < _NOTED else (1 if part.severity > 0 else -1)

    shifts = {at: math.fsum(part.shift for part in parts if kind(part) == at) for at in (-1, 0, 1, 2)}
    counts = {at: sum(kind(part) == at for part in parts) for at in (-1, 1)}
    return Summary(counts[1], shifts[1], counts[-1], shifts[-1], shifts[0], shifts[2])
