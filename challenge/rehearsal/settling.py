"""The worker's part in a rehearsal: what is due at the instant that the clock shows, and what follows from it."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from challenge.kernel.clock import monotonic, real_now
from challenge.kernel.relay import Listener, Relay
from challenge.kernel.work import Works
from challenge.runtime.alarms import Alarm

Listeners = Callable[[], Sequence[Listener]]
Wanted = Callable[[Works], Sequence[Alarm]]

SOON = timedelta(seconds=1)
"""Alarms lie a hair behind their moment; a clock that stands still has none in the seconds after."""

_SOURCES: list[tuple[Listeners, Wanted]] = []


def register(listeners: Listeners, alarms: Wanted) -> None:
    """Take who listens in this house and what is asked of its alarm clock; the composition root calls it once."""
    _SOURCES[:] = [(listeners, alarms)]


class Settling:
    """Fires and delivers as a worker does, but returns only when nothing is left to do.

    Fields:
        longest_s: how many seconds the moments of one instant took at most.
    """

    def __init__(self, works: Works) -> None:
        self._works = works
        ((listeners, self._alarms),) = _SOURCES
        self._relay = Relay(works, listeners())
        self.longest_s = 0.0

    def settle(self) -> None:
        """Fire what is due, each once, and deliver what follows, until nothing is due; all was delivered before."""
        done: set[str] = set()
        began = monotonic()
        while due := [one for one in self._alarms(self._works) if one.key not in done and one.at <= real_now() + SOON]:
            for one in due:
                done.add(one.key)
                one.fire()
            self.deliver()
        if done:
            self.longest_s = max(self.longest_s, monotonic() - began)

    def deliver(self) -> None:
        """Bring all facts to all listeners, those that their reactions add included."""
        while self._relay.deliver():
            pass
