"""Which visits to ask for next: where another opinion can still change who is among the ten best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from statistics import median

from challenge.judging.rules.allocation import Seat
from challenge.judging.rules.ranking import RankedProject, Ranking
from challenge.judging.rules.worth import Outlook, gain, outlooks

UNSEEN, RARELY_SEEN, OPEN = "unseen", "rarely_seen", "open"
_LEAST_VISITS = 2


@dataclass(frozen=True, slots=True)
class NextVisit:
    """A visit to ask for.

    Attributes:
        project: to be seen.
        juror: who could go.
        why: `UNSEEN`, nobody went and nobody is about to; `RARELY_SEEN`, one sheet only; `OPEN`, two or more, and still
            it may be among the ten best or not.
        p_top10: probability today of being among the ten best.
        gain: points by which the ten best are expected to improve through this visit.
    """

    project: str
    juror: str
    why: str
    p_top10: float
    gain: float


def next_visits(
    ranking: Ranking,
    jurors: Collection[Seat],
    barred: Collection[tuple[str, str]],
    wanted: int,
    pending: Collection[tuple[str, str]] = (),
) -> tuple[NextVisit, ...]:
    """Return the best visits to ask for, the most useful first.

    Projects that nobody saw come before all others, then those whose place among the ten best is open, by what a visit
    is worth. For a project the juror with the least noise who is free goes; among equals the one with more time left,
    then by code. A severe juror is as good as another: severity is allowed for.

    Args:
        ranking: of the sheets so far.
        jurors: capacity is what each can still do beyond `pending`; 0 = absent.
        barred: pairs (juror, project) that must not meet, those that met already included.
        wanted: how many at most.
        pending: pairs (juror, project) already planned; they count as if they had taken place.
    """
    asked = Counter(project for _, project in pending)
    closed, left = {*barred, *pending}, {seat.code: seat.capacity for seat in jurors}
    noise = {line.juror: line.noise for line in ranking.jurors}
    usual, given = median(noise.values()) if noise else 0.0, outlooks(ranking)
    open_lines = {line.project: line for line in ranking.projects}
    found: list[NextVisit] = []
    while len(found) < wanted and open_lines:
        claims = {code: _claim(line, given.get(code), asked[code]) for code, line in open_lines.items()}
        code = min(claims, key=lambda one: (claims[one][0] != UNSEEN, -claims[one][1], open_lines[one].rank))
        why, worth = claims[code]
        able = [juror for juror, free in left.items() if free > 0 and (juror, code) not in closed]
        if not able or (why == OPEN and worth <= 0):
            del open_lines[code]
            continue
        juror = min(able, key=lambda one: (round(noise.get(one, usual), 6), -left[one], one))
        found.append(NextVisit(code, juror, why, open_lines[code].p_top10, worth))
        closed.add((juror, code))
        left[juror] -= 1
        asked[code] += 1
    return tuple(found)


def _claim(line: RankedProject, outlook: Outlook | None, asked: int) -> tuple[str, float]:
    """Return why somebody should go, and what one more visit is worth after those asked for."""
    seen = line.visits + asked
    why = UNSEEN if not seen else RARELY_SEEN if seen < _LEAST_VISITS else OPEN
    return why, gain(outlook, asked + 1) - gain(outlook, asked) if outlook else 0.0
