"""How far a project is from what a juror sees anyway: of choices that are equally good, the near one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from challenge.judging.rules.plan import Flags, Floats
from challenge.judging.rules.walking import FARTHEST, Place, ways_between


class Nearness:
    """The shortest way from each project to one of those that a juror sees; nothing is far before the first.

    Args:
        places: by project, where it stands; all None = nobody knows, and nothing is far.
        seen: jurors by projects, what they have seen before.
    """

    def __init__(self, places: Sequence[Place | None], seen: Flags) -> None:
        self._ways = np.array(ways_between(places)) / FARTHEST if any(places) else None
        self._near = np.zeros(seen.shape)
        self._has_begun = np.zeros(len(seen), dtype=bool)
        for juror, project in np.argwhere(seen).tolist():
            self.go(juror, project)

    def cost(self, juror: int) -> Floats:
        """Return by project how far it is, 0 to 1."""
        near: Floats = self._near[juror]
        return near

    def go(self, juror: int, project: int) -> None:
        """Count a visit as planned."""
        if self._ways is None:
            return
        way = self._ways[project]
        self._near[juror] = np.minimum(self._near[juror], way) if self._has_begun[juror] else way
        self._has_begun[juror] = True
