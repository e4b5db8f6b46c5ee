"""When judging will be over: from the visits done so far, juror by juror, with an interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from challenge.judging.rules.normal import below, density

_OWN_AFTER = 4.0  # visits after which a juror's own pace counts as much as everybody's
_USUAL_SPREAD = 0.35  # of the time from visit to visit, against its mean, before anything is known


@dataclass(frozen=True, slots=True)
class Progress:
    """One juror's way so far.

    Attributes:
        juror: who.
        done_at: minutes from the start at which visits were finished, in any order; visits skipped do not count.
        left: visits still to make.
    """

    juror: str
    done_at: tuple[float, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The expected end, in minutes from the start.

    Attributes:
        end: as likely to be passed as not; the time of asking when nothing is left.
        low: judging ends before it with 5 %.
        high: judging ends after it with 5 %.
        pace: minutes from visit to visit of the average juror.
        stragglers: jurors expected to end in the last tenth of the remaining time, the last one first.
    """

    end: float
    low: float
    high: float
    pace: float
    stragglers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Way:
    juror: str
    end: float
    spread: float


def forecast(progress: Sequence[Progress], now: float, planned_pace: float) -> Forecast:
    """Say when the last juror will be done.

    Everybody's pace is a mean of their own and the common one; the common one starts at the plan and is worth four
    visits of it. Judging ends with the slowest juror: the interval is that of the latest of all ends.

    Args:
        progress: all jurors who are present; each once.
        now: minutes from the start, 0 or more.
        planned_pace: minutes from visit to visit in the plan, above 0.
    """
    gaps = {one.juror: _gaps(one.done_at) for one in progress}
    everything = [gap for of_juror in gaps.values() for gap in of_juror]
    pace = (math.fsum(everything) + _OWN_AFTER * planned_pace) / (len(everything) + _OWN_AFTER)
    spread = _spread(everything, pace)
    ways = [_way(one, gaps[one.juror], pace, spread, now) for one in progress if one.left > 0]
    if not ways:
        return Forecast(now, now, now, pace, ())
    low, end, high = (_latest(ways, now, share) for share in (0.05, 0.5, 0.95))
    late = sorted((way for way in ways if way.end > now + 0.9 * (end - now)), key=lambda way: (-way.end, way.juror))
    return Forecast(end, low, high, pace, tuple(way.juror for way in late))


def _gaps(done_at: Sequence[float]) -> list[float]:
    """Return the minutes between visits, the first counted from the start."""
    return [max(0.0, after - before) for before, after in pairwise([0.0, *sorted(done_at)])]


def _spread(gaps: Sequence[float], pace: float) -> float:
    """Return the spread of the time of one visit, the usual one counting as four visits."""
    squares = math.fsum((gap - pace) ** 2 for gap in gaps) + _OWN_AFTER * (_USUAL_SPREAD * pace) ** 2
    return math.sqrt(squares / (len(gaps) + _OWN_AFTER))


def _way(one: Progress, gaps: Sequence[float], pace: float, spread: float, now: float) -> _Way:
    """Return when a juror will be done; of the visit under way it is known that it has lasted until now."""
    known = len(gaps) + _OWN_AFTER
    own = (math.fsum(gaps) + _OWN_AFTER * pace) / known
    last = max(one.done_at, default=0.0)
    elapsed = (now - last - own) / spread
    late = _overdue(elapsed)
    first = last + own + spread * late
    # Two sources: each visit to come varies, the one under way less than others, and the pace is known from few visits.
    under_way = max(0.0, 1 + elapsed * late - late**2)
    variance = (one.left - 1 + under_way) * spread**2 + (one.left * spread) ** 2 / known
    return _Way(one.juror, first + (one.left - 1) * own, math.sqrt(variance))


def _overdue(elapsed: float) -> float:
    """Return the mean of a standard normal time that is known to exceed `elapsed`."""
    if elapsed > 6:
        return elapsed + 1 / elapsed
    return density(elapsed) / below(-elapsed)


def _latest(ways: Sequence[_Way], now: float, share: float) -> float:
    """Return the time before which all are done with this probability, by halving, to far less than a second."""
    low, high = now, max(way.end + 6 * way.spread for way in ways)
    while high - low > 1e-6:
        middle = (low + high) / 2
        done = math.prod(below((middle - way.end) / way.spread) for way in ways)
        low, high = (low, middle) if done >= share else (middle, high)
    return high
