"""Who computes now: a line for the threads of one process.

CPython runs one thread at a time, and lets go of its lock at every row that SQLite gives back. Sixteen requests that
take it from each other in the middle of their work cost twice as much processor time as sixteen that go one after the
other. So a request takes a turn for as long as it computes, and gives it up while it waits for something outside.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from challenge.kernel.clock import monotonic

LONG_S = 0.1
"""Whoever computes for longer (a big export) goes on beside the line, so that pages do not wait for it."""


@dataclass(slots=True, eq=False)
class Turn:
    """One thread's turn; `began` is when it was given last."""

    given: threading.Lock = field(default_factory=threading.Lock)
    began: float = 0.0


class Turns:
    """At most `most` threads compute at once; the others wait in line, whoever comes back from a wait before newcomers.

    A turn that lasts longer than `LONG_S` stops counting: the next in line goes on beside it.

    Args:
        most: turns at a time, at least 1.
        now: seconds of a clock that never steps back.
    """

    def __init__(self, most: int, now: Callable[[], float] = monotonic) -> None:
        self._most = most
        self._now = now
        self._guard = threading.Lock()
        self._held: list[Turn] = []
        self._returning: deque[Turn] = deque()
        self._arriving: deque[Turn] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Hold a turn; inside it `waiting` gives it up for a while."""
        mine = Turn()
        self._take(mine, self._arriving)
        _THREAD.held = (self, mine)
        try:
            yield
        finally:
            _THREAD.held = None
            self.leave(mine)

    def leave(self, mine: Turn) -> None:
        """Give a turn to the next in line."""
        with self._guard:
            if mine in self._held:
                self._held.remove(mine)
            self._call()

    def come_back(self, mine: Turn) -> None:
        """Take a turn that was left, before newcomers."""
        self._take(mine, self._returning)

    def _take(self, mine: Turn, line: deque[Turn]) -> None:
        with self._guard:
            if len(self._held) < self._most and not (self._returning or self._arriving):
                self._hold(mine)
                return
            mine.given.acquire()
            line.append(mine)
        while not mine.given.acquire(timeout=LONG_S):
            self._pass_the_long()
        mine.given.release()

    def _hold(self, turn: Turn) -> None:
        turn.began = self._now()
        self._held.append(turn)

    def _pass_the_long(self) -> None:
        """Stop counting turns that last too long."""
        with self._guard:
            since = self._now() - LONG_S
            self._held = [turn for turn in self._held if turn.began > since]
            self._call()

    def _call(self) -> None:
        """Give the free turns to the first in line."""
        while len(self._held) < self._most and (line := self._returning or self._arriving):
            following = line.popleft()
            self._hold(following)
            following.given.release()


class _PerThread(threading.local):
    held: tuple[Turns, Turn] | None = None


_THREAD = _PerThread()


@contextmanager
def waiting() -> Iterator[None]:
    """Give up the thread's turn for the time of a wait (disk, network, another thread), and take one again after it.

    Nothing happens in a thread that holds none.
    """
    held = _THREAD.held
    if held is None:
        yield
        return
    turns, mine = held
    _THREAD.held = None
    turns.leave(mine)
    try:
        yield
    finally:
        turns.come_back(mine)
        _THREAD.held = held
