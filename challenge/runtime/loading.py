"""How a process loads what it keeps as long as it lives."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def for_good() -> Iterator[None]:
    """Load or make what stays: the collector of garbage does not look through it, now or later.

    To look again and again takes up to a third of a start, and a pause at any time after it.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
