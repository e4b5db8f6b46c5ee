"""Ends in time for compositions: what compiling takes is beside them, as it is taken.

The solver's functions are compiled when one first needs them (`solver/machine.py`). A limit that counted that time
would end the first composition on a machine before it began; a flat allowance would be given to all that follow.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from numba.core.event import Event, Listener, install_listener

from challenge.kernel.clock import monotonic


class Limit(Listener):
    """An end so many seconds ahead that stands still while this process compiles; what is kept on disk costs nothing.

    Told of compiling while it is the context of `counting`. Functions are compiled one at a time, those that they call
    within them, so that starts and ends are nested.
    """

    def __init__(self, seconds: float, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._end = now() + seconds
        self._since: float | None = None
        self._depth = 0

    def on_start(self, _event: Event | None) -> None:
        """Let the end stand still."""
        if not self._depth:
            self._since = self._now()
        self._depth += 1

    def on_end(self, _event: Event | None) -> None:
        """Move the end by what compiling took."""
        self._depth -= 1
        if not self._depth and self._since is not None:
            # The end first: who asks in between in another thread is told that it is not yet over.
            self._end += self._now() - self._since
            self._since = None

    def is_over(self) -> bool:
        """Whether the time is used up."""
        since = self._since
        return (self._now() if since is None else since) > self._end

    def counting(self) -> AbstractContextManager[None]:
        """Listen to the compiler, as long as the context lasts."""
        return install_listener("numba:compile", self)
