"""Two steps at a time: compiled functions and linear programs hold no lock of the interpreter, so both cores work."""

import threading
from collections.abc import Callable
from threading import Event, Thread

NAME = "composition"
"""Name of the threads, so that a caller can see whether late steps still run."""

GLANCE_S = 0.05
"""How often the caller's deadline is looked at."""


def side_by_side(steps: list[Callable[[], None]], late: Callable[[], bool]) -> bool:
    """Run steps that share no data; return whether all have ended, false when it got late before.

    Steps that are late go on in the background until they notice it themselves; what they do then is not used.

    Raises:
        Exception: what a step raised, the first step's first.
    """
    problems: list[Exception | None] = [None] * len(steps)
    ends = [Event() for _ in steps]

    def run(k: int) -> None:
        try:
            steps[k]()
        except Exception as problem:  # noqa: BLE001 - raised again where the step was asked for
            problems[k] = problem
        finally:
            ends[k].set()

    for k in range(len(steps)):
        Thread(target=run, args=(k,), name=NAME, daemon=True).start()
    done = all(_ended(end, late) for end in ends)
    for problem in problems:
        if problem is not None:
            raise problem
    return done


def _ended(end: Event, late: Callable[[], bool]) -> bool:
    while not end.wait(GLANCE_S):
        if late():
            return end.is_set()
    return True


def still_running(patience_s: float) -> bool:
    """Wait a moment for steps that were late; return whether some are still in a linear program."""
    for thread in threading.enumerate():
        if thread.name == NAME:
            thread.join(patience_s)
    return any(thread.name == NAME for thread in threading.enumerate())
