"""Events with known truth, for the tests of what is said about a ranking."""

from __future__ import annotations

import numpy as np

from challenge.judging.rules.ranking import Visit

BOUNDS = (-10.0, 20.0)


def marked(
    projects: int = 30, jurors: int = 12, each: int = 4, seed: int = 3, severity: float = 1.0, noise: float = 0.4
) -> tuple[list[str], list[Visit]]:
    """Return codes, P00 the best, and marks with noise by jurors of different severity, both in points."""
    chance = np.random.default_rng(seed)
    severe = severity * chance.normal(size=jurors)
    codes = [f"P{k:02}" for k in range(projects)]
    visits = []
    for project in range(projects):
        for juror in chance.choice(jurors, each, replace=False):
            points = 7 - 4 * project / projects - severe[juror] + noise * chance.normal()
            visits.append(Visit(f"J{juror:02}", codes[project], round(float(points), 2)))
    return codes, visits
