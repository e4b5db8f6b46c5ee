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

from challenge.kernel.clock import EditionClock, monotonic, real_now
from challenge.rehearsal.braking import MOST_BEHIND_S, Brake
from challenge.rehearsal.site import Answer
from challenge.runtime.apart import never

HANDS = 6
STEP_S = 0.02

_log = logging.getLogger("challenge.rehearsal")

Act = Callable[[], Answer | None]
Say = Callable[[str], None]
Entry = tuple[datetime, int, str, Act]


@dataclass(slots=True)
class Stage:
    """Plays acts in the order of their instants.

    Fields:
        clock: the edition's clock.
        say: told what happens in the hall, a line each.
        begins: acts of before are left out.
        tally: how often each kind of act was accepted or refused, "kind" and "kind refused 409 <code>".
        lines: each act's instant and outcome (as in `tally`), as they were done.
        waits: how many seconds each act took, as they were done.
        behind_s: real seconds that the most delayed act began after its moment; none in a play by steps.
        took_s: by instant of a step, real seconds that it took; empty in a play at a clock that runs.
        held_s: real seconds that the clock waited for people to be done; latest_s: that the moments of a step took.
    """

    clock: EditionClock
    say: Say
    begins: datetime
    tally: Counter[str] = field(default_factory=Counter)
    lines: list[tuple[datetime, str]] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    behind_s: float = 0.0
    took_s: dict[datetime, float] = field(default_factory=dict)
    held_s: float = 0.0
    latest_s: float = 0.0
    _late_s: float = 0.0
    _line: list[Entry] = field(default_factory=list)
    _count: int = 0
    _lock: Lock = field(default_factory=Lock)

    def at(self, moment: datetime, kind: str, act: Act) -> None:
        """Put an act into the line; one whose moment has passed is done at once, in order."""
        if moment < self.begins:
            return
        with self._lock:
            self._count += 1
            heapq.heappush(self._line, (moment, self._count, kind, act))

    def play(self, wants_stop: Callable[[], bool] = never, brake: Brake | None = None) -> None:
        """Do all acts, those that acts add included, and return when the last one is done.

        While the hands are behind, a brake lets the clock crawl. Once `wants_stop` says so, what has not begun is left
        out.
        """
        with ThreadPoolExecutor(HANDS) as hands:
            running: list[Future[None]] = []
            while running or self._line:
                running = [future for future in running if not future.done()]
                if wants_stop():
                    self._drop()
                if brake:
                    self._keep_up(brake, is_idle=not running)
                entry = self._next()
                if entry is None:
                    time.sleep(STEP_S)
                else:
                    running.append(hands.submit(self._do_in_time, entry, self.clock.real_at(entry[0])))
        if brake and brake.is_pressed:
            self.clock = brake.release()

    def _keep_up(self, brake: Brake, *, is_idle: bool) -> None:
        """Slow the clock once an act began too late, and free it when nobody has anything left to do."""
        if brake.is_pressed and is_idle:
            self._late_s = 0.0
            self.clock = brake.release()
        elif not brake.is_pressed and self._late_s > MOST_BEHIND_S:
            self.clock = brake.press()

    def next_at(self) -> datetime | None:
        """Return the instant of the first act in line."""
        with self._lock:
            return self._line[0][0] if self._line else None

    def take(self, until: datetime) -> list[Entry]:
        """Take the acts before an instant out of the line, in their order."""
        found = []
        with self._lock:
            while self._line and self._line[0][0] < until:
                found.append(heapq.heappop(self._line))
        return found

    def _drop(self) -> None:
        with self._lock:
            self._line.clear()

    def _next(self) -> Entry | None:
        """Take the first act whose moment has come."""
        now = self.clock.edition_at(real_now())
        with self._lock:
            return heapq.heappop(self._line) if self._line and self._line[0][0] <= now else None

    def _do_in_time(self, entry: Entry, due: datetime | None) -> None:
        with self._lock:
            self._late_s = (real_now() - due).total_seconds() if due else 0.0
            self.behind_s = max(self.behind_s, self._late_s)
        self.do(entry)

    def do(self, entry: Entry) -> None:
        """Do an act and note what came of it."""
        moment, _, kind, act = entry
        began = monotonic()
        outcome = self._outcome(kind, act)
        with self._lock:
            self.waits.append(monotonic() - began)
            self.lines.append((moment, outcome))
            self.tally[outcome] += 1

    def _outcome(self, kind: str, act: Act) -> str:
        try:
            answer = act()
        except Exception:  # noqa: BLE001 - one clumsy player must not stop the play; the report counts it
            _log.exception("rehearsal %s", kind)
            return f"{kind} broke"
        if answer is None or answer.was_accepted:
            return kind
        return f"{kind} refused {answer.status} {answer.code}".rstrip()
