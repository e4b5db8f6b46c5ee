"""Signs of life of a worker that is at a long job, and the question whether it is to end."""

from collections.abc import Callable
from dataclasses import dataclass

from challenge.kernel.actor import Actor
from challenge.kernel.clock import monotonic
from challenge.kernel.work import Work
from challenge.runtime.opening import Opened

BEAT_EVERY_S = 1.0


@dataclass(slots=True)
class Beats:
    """Asks every second whether a job is to end with what it has, and shows that the worker is alive while it asks.

    Fields:
        act: notes the sign of life of the job `id`; True once somebody has had enough.
    """

    ground: Opened
    by: Actor
    id: int
    act: Callable[[Work, int], bool]
    last: float = 0.0

    def is_stopped(self) -> bool:
        """Say whether the job is to end with what it has."""
        if monotonic() - self.last < BEAT_EVERY_S:
            return False
        self.last = monotonic()
        return self.ground.works.perform(self.by, self.act, self.id)
