"""The clock of the play: acts at instants of the edition, done by a few hands at the real moments they mean."""

import heapq
import logging
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from challenge.kernel.clock import EditionClock, real_now
from challenge.rehearsal.site import Answer

HANDS = 6
STEP_S = 0.02

_log = logging.getLogger("challenge.rehearsal")

Act = Callable[[], Answer | None]


@dataclass(slots=True)
class Stage:
    """Plays acts in the order of their instants.

    Fields:
        clock: the edition's clock.
        say: told what happens in the hall, a line each.
        tally: how often each kind of act was accepted or refused, "kind" and "kind refused 409 <code>".
    """

    clock: EditionClock
    say: Callable[[str], None]
    tally: Counter[str] = field(default_factory=Counter)
    _line: list[tuple[datetime, int, str, Act]] = field(default_factory=list)
    _count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def at(self, moment: datetime, kind: str, act: Act) -> None:
        """Put an act into the line; one whose moment has passed is done at once, in order."""
        with self._lock:
            self._count += 1
            heapq.heappush(self._line, (moment, self._count, kind, act))

    def play(self) -> None:
        """Do all acts, those that acts add included, and return when the last one is done."""
        with ThreadPoolExecutor(HANDS) as hands:
            running: list[Future[None]] = []
            while running or self._line:
                running = [future for future in running if not future.done()]
                entry = self._next()
                if entry is None:
                    time.sleep(STEP_S)
                else:
                    running.append(hands.submit(self._do, entry[2], entry[3]))

    def _next(self) -> tuple[datetime, int, str, Act] | None:
        """Take the first act whose moment has come."""
        now = self.clock.edition_at(real_now())
        with self._lock:
            return heapq.heappop(self._line) if self._line and self._line[0][0] <= now else None

    def _do(self, kind: str, act: Act) -> None:
        try:
            answer = act()
        except Exception:  # noqa: BLE001 - one clumsy player must not stop the play; the report counts it
            _log.exception("rehearsal %s", kind)
            self.tally[f"{kind} broke"] += 1
            return
        if answer is None or answer.was_accepted:
            self.tally[kind] += 1
        else:
            self.tally[f"{kind} refused {answer.status} {answer.code}".rstrip()] += 1
