"""The alarm clock: APScheduler wakes us at moments that tables hold. It decides nothing and remembers nothing.

The memory job store is rebuilt from the source at start, every second, and when told; firing is guarded by the caller's
unique row, so a crash, a second scheduler or a late wake-up change nothing but the time of waking.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import ConflictingIdError, JobLookupError
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

REBUILD_S = 1
_PREFIX = "alarm:"

_log = logging.getLogger("challenge.alarms")


@dataclass(frozen=True, slots=True)
class Alarm:
    """One moment to wake at.

    Fields:
        key: names the moment and its version: a moved moment is another alarm.
        at: real instant; a past one is fired at once, in order.
        fire: what to do; must be safe to call twice.
    """

    key: str
    at: datetime
    fire: Callable[[], None]


class Alarms:
    """Keeps APScheduler in step with a source of alarms.

    Args:
        source: the alarms that are wanted now, in the order in which past ones are to be fired.
    """

    def __init__(self, source: Callable[[], Sequence[Alarm]]) -> None:
        self._source = source
        self._fired: set[str] = set()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            # One thread: what fell due during a downtime is fired in order.
            executors={"default": ThreadPoolExecutor(1), "rebuild": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )

    def start(self) -> None:
        """Begin; alarms that are already past go off at once."""
        self._scheduler.start()
        self.rebuild()
        self._scheduler.add_job(self.rebuild, "interval", seconds=REBUILD_S, executor="rebuild", id="rebuild")

    def stop(self) -> None:
        """End after the alarm that is being fired."""
        self._scheduler.shutdown(wait=True)

    def rebuild(self) -> None:
        """Take the source's alarms in place of those held; one that is being fired is left alone."""
        try:
            wanted = {_PREFIX + alarm.key: alarm for alarm in self._source()}
        except Exception:  # noqa: BLE001 - the database may be away for a moment; the next second looks again
            _log.exception("alarms.source")
            return
        held = {job.id for job in self._scheduler.get_jobs() if job.id.startswith(_PREFIX)}
        for gone in held - set(wanted):
            self._remove(gone)
        self._fired &= set(wanted)
        for key, alarm in wanted.items():
            if key not in held and key not in self._fired:
                self._add(key, alarm)

    def _add(self, key: str, alarm: Alarm) -> None:
        def fire() -> None:
            self._fired.add(key)
            try:
                alarm.fire()
            except Exception:  # noqa: BLE001 - one alarm must not stop the others; the next rebuild offers it again
                _log.exception("alarms.fire %s", key)
                self._fired.discard(key)

        try:
            self._scheduler.add_job(fire, DateTrigger(alarm.at, timezone=UTC), id=key)
        except ConflictingIdError:
            _log.debug("alarm %s was added meanwhile", key)

    def _remove(self, key: str) -> None:
        try:
            self._scheduler.remove_job(key)
        except JobLookupError:
            _log.debug("alarm %s went off meanwhile", key)
