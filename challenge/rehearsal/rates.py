"""When simulated people act: the rates of the reference edition. Pure; chance is given.

1,700 log-ins in two minutes, everybody at the reveal, 300 teams that hand in during the last five minutes and 60 % of
them in the last one, a visit of a juror every eight to nine minutes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

LATE_SHARE, MISSING_SHARE, AGAIN_SHARE, SKIP_SHARE, LEAVE_SHARE = 0.05, 0.02, 0.12, 0.04, 0.05
"""Of teams: late, never, twice. Of visits: nobody at the table. Of jurors: gone half-way."""
STOP_SHARE = 0.3
"""Of teams: want nothing next."""
TOLD_SHARE, DECIDING = 0.5, timedelta(days=18)
"""Of decisions: told to the team. How long partners take, three days more than the reference schedule gives."""
RUSH, LAST, LAST_SHARE = timedelta(minutes=5), timedelta(minutes=1), 0.6
LOG_IN_PEAK = LOOK_PEAK = timedelta(minutes=2)
COACH_LOOKS = timedelta(minutes=20), timedelta(minutes=60)
WALK_MIN, VISIT_MIN, SKIP_MIN = 1.5, 7.0, 2.0
PACE_SPREAD, VISIT_SPREAD = 0.15, 0.2
SLOWEST = 0.5


def handed_at(opens: datetime, due: datetime, lock: datetime, rng: Random, *, is_rush: bool) -> datetime:
    """Return when a team hands in for the first time; one in twenty does between due time and lock.

    Args:
        opens: of the window.
        due: of the window.
        lock: of the window.
        rng: chance.
        is_rush: in the last five minutes, 60 % in the last one; else anywhere in the window, more towards its end.
    """
    if rng.random() < LATE_SHARE and lock > due:
        return due + (lock - due) * rng.uniform(0.05, 0.7)
    if not is_rush:
        return due - (due - opens) * min(0.97, rng.betavariate(1.2, 1.8) + 0.02)
    before = LAST * (1 - rng.random())
    if rng.random() >= LAST_SHARE:
        before = LAST + (RUSH - LAST) * (1 - rng.random())
    return max(opens, due - before)


def within(begins: datetime, span: timedelta, rng: Random) -> datetime:
    """Return an instant of a span, any as likely as another."""
    return begins + span * rng.random()


def visits_at(begins: datetime, skips: list[bool], rng: Random) -> Iterator[datetime]:
    """Give when a juror is done with each visit of a walk, one after the other.

    A juror has a pace of their own, about 15 % around the common one of 7 minutes and the way to the next table.

    Args:
        begins: when the walk begins.
        skips: for each visit whether nobody is at the table.
        rng: chance.
    """
    pace = max(SLOWEST, rng.gauss(1.0, PACE_SPREAD))
    at = begins
    for is_skipped in skips:
        minutes = SKIP_MIN if is_skipped else VISIT_MIN * max(SLOWEST, rng.gauss(pace, VISIT_SPREAD))
        at += timedelta(minutes=WALK_MIN + minutes)
        yield at
