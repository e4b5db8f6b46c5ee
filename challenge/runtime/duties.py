"""What rooms have waiting in tables for the worker."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Duty:
    """A kind of work that waits in a table (solver runs, mails).

    Fields:
        name: for the log.
        do_one: take and do one piece; False when there is none.
        every_s: how long to sleep when there is none.
    """

    name: str
    do_one: Callable[[], bool]
    every_s: float = 1.0
