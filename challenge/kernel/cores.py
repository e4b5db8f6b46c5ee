"""Which core a process computes on.

CPython computes in one thread at a time. Where a process's threads may run on any core, each turn is likely taken on
another one than the last, whose caches hold nothing of what the page needs: it then costs half as much again. So a
process whose threads take turns keeps to one core, but for the hashing of passwords, which goes where there is room.
To do without is always possible: what the system refuses is left as it was.
"""

import os
import random
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class _Settled:
    """Where this process computes; the claim is open for as long as it lives."""

    core: int
    allowed: frozenset[int]
    claim: socket.socket


_here: list[_Settled] = []


def settle(house: str = "challenge") -> int | None:
    """Keep this thread, and those it starts from now on, to one core that no other settled process has.

    The cores are tried in a random order: in another container of this machine somebody may have claimed one unseen.

    Args:
        house: those who ask under one name do not take each other's cores.

    Returns:
        the core; None where the system knows no such thing, where there is only one core, or where all are taken: then
        everything runs anywhere, as before.
    """
    if not hasattr(os, "sched_setaffinity"):
        return None
    allowed = frozenset(os.sched_getaffinity(0))
    if len(allowed) < 2:
        return None
    for core in random.sample(sorted(allowed), len(allowed)):
        claim = _claimed(f"{house} core {core}")
        if claim is not None and _moved({core}):
            _here[:] = [_Settled(core, allowed, claim)]
            return core
    return None


def _moved(cores: Collection[int]) -> bool:
    """Let this thread run on these cores alone; False where the system refuses (it took a core away)."""
    try:
        os.sched_setaffinity(0, cores)
    except OSError:
        return False
    return True


def _claimed(name: str) -> socket.socket | None:
    """Return an address of the system that nobody else has; it is free again when its process ends, however it ends."""
    try:
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    except OSError:
        return None
    try:
        claim.bind(f"\0{name}")
    except OSError:
        claim.close()
        return None
    return claim


@contextmanager
def on_any_core() -> Iterator[None]:
    """Let this thread run anywhere while it computes without Python's lock, as the hashing of a password does."""
    if not _here:
        yield
        return
    settled = _here[0]
    _moved(settled.allowed)
    try:
        yield
    finally:
        _moved({settled.core})
