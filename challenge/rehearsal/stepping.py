"""The clock of a rehearsal stands still while people act: it goes on when everybody is done, from step to step.

So every fact has the instant that was planned for it, however busy the machine is, and two plays with the same seed
have the same log. What the machine could not do in time shows as real seconds that a minute of the edition took.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from sqlalchemy import func, select

from challenge.editions.actions import set_clock
from challenge.kernel.actor import Actor
from challenge.kernel.clock import monotonic
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import State
from challenge.rehearsal.settling import Settling
from challenge.rehearsal.stage import HANDS, Entry, Stage
from challenge.runtime.opening import Opened
from challenge.schedule.queries import lines

GRAIN_S = 30
QUIET = timedelta(minutes=30)
"""Longer than so no step is waited for: nights pass at once."""
TOGETHER = frozenset({"log-in"})
"""What people do at the same time, because it changes nothing of the edition; all else has an order."""
LOOK_S = 0.2


class Steps:
    """Moves the clock of one edition, which stands still, through a play.

    Args:
        ground: the copy.
        by: the house, acting in the edition.
        speed: edition seconds per second at most.
    """

    def __init__(self, ground: Opened, by: Actor, speed: float) -> None:
        self._ground, self._by, self._speed = ground, by, speed
        self._settling = Settling(ground.works)
        with ground.database.read() as session:
            found = {at for line in lines(session, by.edition_id) for _, at in line.moments().transitions()}
        self._moments = sorted(found, reverse=True)

    def play(self, stage: Stage, wants_stop: Callable[[], bool]) -> None:
        """Do all acts of a stage, and let every moment of the schedule come; stop when asked to."""
        now = stage.begins
        self._settling.deliver()
        self._moments = [at for at in self._moments if at >= now]
        with ThreadPoolExecutor(HANDS) as hands:
            while not wants_stop() and (at := self._next(stage, now)) is not None:
                began = monotonic()
                self._step(stage, at, hands)
                took = monotonic() - began
                stage.took_s[at] = stage.took_s.get(at, 0.0) + took
                self._rest(stage, at - now, took, wants_stop)
                now = at
        stage.latest_s = self._settling.longest_s

    def _next(self, stage: Stage, now: datetime) -> datetime | None:
        """Return the next instant at which something comes; None after the last act and the last moment."""
        while self._moments and self._moments[-1] <= now and now > stage.begins:
            self._moments.pop()
        first = stage.next_at()
        found = [max(now, floored(first))] if first else []
        found += self._moments[-1:]
        found += self._promises(now)
        return min(found, default=None)

    def _promises(self, now: datetime) -> list[datetime]:
        """Return when the next promise to come to a request's help ends, if any."""
        waits = (HelpRequest.edition_id == self._by.edition_id, HelpRequest.state == State.WAITING)
        wanted = select(func.min(HelpRequest.due_at)).where(*waits, HelpRequest.due_at > now)
        with self._ground.database.read() as session:
            at = session.execute(wanted).scalar()
        return [at] if at else []

    def _step(self, stage: Stage, at: datetime, hands: ThreadPoolExecutor) -> None:
        self._ground.works.perform(self._by, set_clock, edition_now=at, speed=self._speed, reason="rehearsal")
        self._settling.settle()
        while entries := stage.take(floored(at) + timedelta(seconds=GRAIN_S)):
            running = [hands.submit(stage.do, entry) for entry in entries if _is_together(entry)]
            for entry in entries:
                if not _is_together(entry):
                    stage.do(entry)
            for one in running:
                one.result()
        self._settling.deliver()

    def _rest(self, stage: Stage, passed: timedelta, took: float, wants_stop: Callable[[], bool]) -> None:
        """Wait for the real time that the passed time takes at this speed; what was longer than that is told."""
        due = 0.0 if passed > QUIET else passed.total_seconds() / self._speed
        stage.held_s += max(0.0, took - due)
        ends = monotonic() + due - took
        while (left := ends - monotonic()) > 0 and not wants_stop():
            time.sleep(min(LOOK_S, left))


def floored(at: datetime) -> datetime:
    """Return the last step at or before an instant: nobody acts later than they meant to."""
    return at - timedelta(seconds=at.second % GRAIN_S, microseconds=at.microsecond)


def _is_together(entry: Entry) -> bool:
    return entry[2] in TOGETHER
