"""A plan of visits under construction: who visits whom, and the exchange that makes room for one more."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Plan:
    """Visits of one round, as a table of jurors by projects.

    Attributes:
        allowed: pairs that may meet in this round.
        capacity: by juror, most visits in this round.
        met: pairs that met in an earlier round.
        has: pairs planned so far.
        wanted: by project, visits to aim at.
        loads: by juror, visits to aim at; at most the capacity.
    """

    def __init__(self, allowed: Flags, capacity: Ints, met: Flags) -> None:
        self.allowed = allowed
        self.capacity = capacity
        self.met = met
        self.has = np.zeros(allowed.shape, dtype=bool)
        self.wanted: Ints = np.zeros(allowed.shape[1], dtype=np.int64)
        self.loads: Ints = capacity
        self._order: list[list[int]] = [[] for _ in capacity]
        together = met.astype(np.int64)
        self._pairs = together.T @ together

    def counts(self) -> Ints:
        """Return planned visits by project."""
        counts: Ints = self.has.sum(0)
        return counts

    def visits(self) -> int:
        """Return how many visits are planned."""
        return int(self.has.sum())

    def open(self) -> Ints:
        """Return by project how many wanted visits are still missing."""
        return self.wanted - self.counts()

    def free(self, juror: int) -> Flags:
        """Return the projects that this juror may still take and that still want somebody."""
        free: Flags = self.allowed[juror] & ~self.has[juror] & (self.open() > 0)
        return free

    def shared(self, juror: int) -> Ints:
        """Return by project how often its jurors and this juror's projects meet already."""
        shared: Ints = self._pairs[self.has[juror] | self.met[juror]].sum(0)
        return shared

    def add(self, juror: int, project: int) -> None:
        """Plan a visit as the juror's last one."""
        known = self.has[juror] | self.met[juror]
        self._pairs[known, project] += 1
        self._pairs[project, known] += 1
        self.has[juror, project] = True
        self._order[juror].append(project)

    def exchange(self, juror: int, old: int, new: int) -> None:
        """Let the juror visit `new` at the moment meant for `old`."""
        self.has[juror, old] = False
        self.has[juror, new] = True
        self._order[juror][self._order[juror].index(old)] = new

    def satisfy(self) -> None:
        """Add visits until nobody who wants one can get one."""
        for project in np.argsort(-self.open(), kind="stable"):
            while self.counts()[project] < self.wanted[project] and self.augment(int(project)):
                pass

    def augment(self, project: int) -> bool:
        """Add one visit to a project, if need be by a chain of exchanges that leaves all other counts alone.

        Source: augmenting paths (Ford and Fulkerson 1956); shortest first, so few visits change hands.
        """
        came: dict[int, tuple[int, int]] = {}
        tried = np.zeros(len(self.capacity), dtype=bool)
        room = self.has.sum(1) < self.loads
        queue = deque([project])
        while queue:
            current = queue.popleft()
            able = self.allowed[:, current] & ~self.has[:, current] & ~tried
            spare = np.flatnonzero(able & room)
            if len(spare):
                least = int(spare[np.argmin(self.has.sum(1)[spare])])
                self._apply(came, current, least)
                return True
            tried |= able
            for juror in np.flatnonzero(able):
                for other in np.flatnonzero(self.has[juror]):
                    if int(other) != project and int(other) not in came:
                        came[int(other)] = (current, int(juror))
                        queue.append(int(other))
        return False

    def _apply(self, came: dict[int, tuple[int, int]], last: int, juror: int) -> None:
        """Carry out a chain: the spare juror takes the last project, whose juror takes the one before, and so on."""
        self.add(juror, last)
        while last in came:
            before, mover = came[last]
            self.exchange(mover, last, before)
            last = before

    def in_order(self) -> Iterator[tuple[int, int]]:
        """Yield (juror, project): all first visits, all second visits, and so on."""
        for turn in range(max(map(len, self._order), default=0)):
            for juror, projects in enumerate(self._order):
                if turn < len(projects):
                    yield juror, projects[turn]
