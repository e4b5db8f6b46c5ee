"""The alarm clock: APScheduler wakes us at moments that tables hold. It decides nothing and remembers nothing.

The memory job store is rebuilt from the source at start, every second, and when told; firing is guarded by the caller's
unique row, so a crash, a second scheduler or a late wake-up change nothing but the time of waking.

The second is one of a clock that never steps: APScheduler reckons its waits from the system's clock, and would sleep an
hour when that is set back by an hour.
"""

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from challenge.kernel.clock import monotonic, real_now
from challenge.runtime.alarms import Alarm

REBUILD_S = 1
AGAIN_AFTER_S = 5.0
STAND_BY_S = 0.015
"""How much later a clock that does not lead fires: by then whoever leads is done, and to look is enough."""
STEP_S = 60.0
"""From how much on a clock that was set, or a machine that slept, is told."""
_PREFIX = "alarm:"

_log = logging.getLogger("challenge.alarms")


class Alarms:
    """Keeps APScheduler in step with a source of alarms.

    Args:
        source: the alarms that are wanted now, those of one instant in the order in which they are to be fired.
        stepped: told by how many seconds the system's clock went ahead (below zero: back) between two looks, when it
            is a minute or more; a machine that slept went ahead.
        leads: asked at each alarm; of several clocks over one source, one leads and the others stand by.
    """

    def __init__(
        self,
        source: Callable[[], Sequence[Alarm]],
        stepped: Callable[[float], None] = lambda _: None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._source = source
        self._stepped = stepped
        self._leads = leads
        self._armed: set[str] = set()
        self._gone_off: dict[str, float] = {}
        self._rebuilding = threading.Lock()
        self._over = threading.Event()
        self._ticking = threading.Thread(target=self._tick, name="alarms")
        self._apart_s = _apart_s()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # One thread: what fell due during a downtime is fired in order.
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin; alarms that are already past go off at once."""
        self._scheduler.start()
        self.rebuild()
        self._ticking.start()

    def stop(self) -> None:
        """End after the alarm that is being fired."""
        self._over.set()
        # The scheduler waits for its jobs while it holds the lock that a rebuild asks for: no rebuild may be under way.
        self._ticking.join()
        self._scheduler.shutdown(wait=True)

    def rebuild(self) -> None:
        """Take the source's alarms in place of those held; one that goes off right now is left alone."""
        with self._rebuilding:
            if not self._over.is_set():
                self._rebuild()

    def _tick(self) -> None:
        while not self._over.wait(REBUILD_S):
            self._look_at_clock()
            self.rebuild()
            self._scheduler.wakeup()

    def _look_at_clock(self) -> None:
        """Tell of a step of the system's clock; what is to be fired then is in the tables, as always."""
        before, self._apart_s = self._apart_s, _apart_s()
        if abs(self._apart_s - before) < STEP_S:
            return
        try:
            self._stepped(self._apart_s - before)
        except Exception:  # noqa: BLE001 - the database may be away for a moment; alarms go on
            _log.exception("alarms.stepped")

    def _rebuild(self) -> None:
        try:
            wanted = {_PREFIX + alarm.key: alarm for alarm in self._source()}
        except Exception:  # noqa: BLE001 - the database may be away for a moment; the next second looks again
            _log.exception("alarms.source")
            return
        for gone in self._armed - set(wanted):
            self._armed.discard(gone)
            self._remove(gone)
        for over in set(self._gone_off) - set(wanted):
            del self._gone_off[over]
        now, before = monotonic(), Counter[datetime]()
        for key, alarm in wanted.items():
            # What is due at one instant the scheduler puts in the order of names: a microsecond each keeps ours.
            at = alarm.at + timedelta(microseconds=before[alarm.at])
            before[alarm.at] += 1
            # Still wanted long after it went off: it failed, so it is armed once more. One that waits in line is left.
            if now > self._gone_off.get(key, now) + AGAIN_AFTER_S:
                del self._gone_off[key]
                self._armed.discard(key)
            if key not in self._armed:
                self._add(key, alarm.fire, at)

    def _stand_by(self, at: datetime) -> None:
        if not self._leads():
            late_s = (real_now() - at).total_seconds()
            self._over.wait(min(STAND_BY_S, max(0.0, STAND_BY_S - late_s)))

    def _add(self, key: str, act: Callable[[], None], at: datetime) -> None:
        def fire() -> None:
            try:
                self._stand_by(at)
                act()
            except Exception:  # noqa: BLE001 - one alarm must not stop the others; it is armed again in a moment
                _log.exception("alarms.fire %s", key)
            self._gone_off[key] = monotonic()

        self._armed.add(key)
        try:
            self._scheduler.add_job(fire, DateTrigger(at, timezone=UTC), id=key)
        except ConflictingIdError:
            _log.debug("alarm %s was added meanwhile", key)

    def _remove(self, key: str) -> None:
        try:
            self._scheduler.remove_job(key)
        except JobLookupError:
            _log.debug("alarm %s went off meanwhile", key)


def _apart_s() -> float:
    """Return the seconds between the system's clock and one that never steps; constant but for steps and sleep."""
    return real_now().timestamp() - monotonic()
