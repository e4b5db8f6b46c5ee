"""The worker process: relay of facts, alarms, and long jobs, each in threads of its own."""

import logging
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import FrameType

from challenge.kernel.hints import Waiter
from challenge.kernel.relay import Relay
from challenge.runtime.alarm_clock import Alarms
from challenge.runtime.duties import Duty
from challenge.runtime.lead import Lead

LOOK_EVERY_S = 0.5
FIRST_LOOK_S = 0.2
"""How long the start of one thread waits for the first look of the one before."""

_log = logging.getLogger("challenge.worker")


class Worker:
    """One worker process.

    Args:
        relay: brings facts to the rooms.
        alarms: wakes the milestones.
        duties: what else waits in tables; each gets a thread.
        folder: where the bells are.
        lead: who of several workers delivers.
    """

    def __init__(self, relay: Relay, alarms: Alarms, duties: Sequence[Duty], folder: Path, lead: Lead) -> None:
        self._relay = relay
        self._alarms = alarms
        self._duties = duties
        self._folder = folder
        self._lead = lead
        self._stop = threading.Event()
        self._broke = False

    def run(self) -> None:
        """Work until SIGTERM or SIGINT; finishes what is under way.

        Threads begin one after the other. A first look prepares every statement it needs, some of them while it keeps
        other processes from writing: ten at once keep them out ten times as long.
        """
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        self._alarms.start()
        threads = [_begun(duty.name, partial(self._do, duty)) for duty in self._duties]
        threads.append(_begun("relay", self._deliver))
        self._stop.wait()
        self._alarms.stop()
        for thread in threads:
            thread.join()
        if self._broke:
            sys.exit(1)

    def stop(self) -> None:
        """Ask the worker to end."""
        self._stop.set()

    def _asked_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stop()

    def _deliver(self, looked: threading.Event) -> None:
        try:
            waiter = Waiter(self._folder, "facts")
        except OSError:
            # A worker without its relay would look alive and deliver nothing: it ends, and the supervisor says so.
            _log.exception("relay")
            self._broke = True
            self.stop()
            return
        try:
            while not self._stop.is_set():
                is_ours = False
                try:
                    is_ours = self._takes_turn()
                    while is_ours and self._relay.deliver():
                        pass
                except Exception:  # noqa: BLE001 - the database may be away for a moment; facts wait in the log
                    _log.exception("relay")
                    self._stop.wait(LOOK_EVERY_S)
                looked.set()
                waiter.wait(self._relay.rest_s(LOOK_EVERY_S) if is_ours else LOOK_EVERY_S)
        finally:
            self._lead.close()
            waiter.close()

    def _takes_turn(self) -> bool:
        """Say whether to deliver now; after standing by, from where whoever led has come."""
        was_held = self._lead.is_held
        if not self._lead.takes_turn():
            return False
        if not was_held:
            self._relay.look_anew()
        return True

    def _do(self, duty: Duty, looked: threading.Event) -> None:
        while not self._stop.is_set():
            try:
                found = duty.do_one()
            except Exception:  # noqa: BLE001 - a failing piece is its duty's business; the thread goes on
                _log.exception("duty %s", duty.name)
                found = False
            looked.set()
            if not found:
                self._stop.wait(duty.every_s)


def _begun(name: str, work: Callable[[threading.Event], None]) -> threading.Thread:
    """Start a thread; return it when it has looked for the first time, or after `FIRST_LOOK_S` at the latest."""
    looked = threading.Event()
    thread = threading.Thread(target=work, args=(looked,), name=name)
    thread.start()
    looked.wait(FIRST_LOOK_S)
    return thread
