"""Working memory of the search for a problem's cheapest team, and the rules of a team as linear rows."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import FIRST_DEPT, LEVEL, SENIORS, SIZE
from challenge.teams.solver.figures import (
    DEPT_CAP,
    MEAN,
    MISSING,
    PER_TENTH,
    SCHOOL_CAP,
    SENIOR,
    SKILL,
    TOLERANCE,
    Figures,
    Ints,
    Longs,
    Rules,
    Units,
)
from challenge.teams.solver.machine import compiled, lean

Floats = NDArray[np.float64]

ENDLESS = 1e17
"""More than any price."""

MOST_MASKED = 5
"""Watched rows that the bound inside the search tells apart: kept or not yet."""

MOST_OFFERED = 700
"""Candidates that the search may choose from; more than that are priced by the bound of the rows alone."""

SETS = 6
"""How many of the last improvements of one search are kept."""


class Slate(NamedTuple):
    """Working memory; one per thread.

    Candidates are numbered from 0: `unit`, `price` (what the duals leave of its cost), `before` (the next cheaper
    candidate just like it, -1 for none), `coef` (one column per row of the team's rules), `base` (price after the
    multipliers). Rows: `rhs`, `most` (the largest useful multiplier), `masked` rows with their numbers.
    """

    kind: Ints
    unit: Ints
    before: Ints
    price: Floats
    base: Floats
    coef: Floats
    rhs: Floats
    most: Floats
    masked: Ints
    fill: Floats
    top: Floats
    share: Floats
    slope: Floats
    trial: Floats
    have: Floats
    load: Ints
    stack: Ints
    chosen: NDArray[np.bool_]
    numbers: Floats
    counts: Longs
    sets: Ints
    kinds: int


def slate_of(figures: Figures) -> Slate:
    """Make working memory for a board."""
    units, rules = figures.units, figures.rules
    alike = units.counts[:, : FIRST_DEPT + rules.caps.shape[1]]
    names, kind = np.unique(alike, axis=0, return_inverse=True)
    persons, rows, high = len(kind), row_count(rules), int(rules.high.max(initial=1))
    offered = min(MOST_OFFERED, persons)
    return Slate(
        kind=kind.reshape(-1).astype(np.int32),
        unit=np.zeros(persons, dtype=np.int32),
        before=np.zeros(persons, dtype=np.int32),
        price=np.zeros(persons),
        base=np.zeros(persons),
        coef=np.zeros((persons, rows)),
        rhs=np.zeros(rows),
        most=np.zeros(rows),
        masked=np.zeros(MOST_MASKED, dtype=np.int32),
        fill=np.zeros((1 << MOST_MASKED, offered + 1, high + 1)),
        top=np.zeros(high + 1),
        share=np.zeros(persons),
        slope=np.zeros(rows),
        trial=np.zeros(rows),
        have=np.zeros(MOST_MASKED),
        load=np.zeros(units.counts.shape[1], dtype=np.int32),
        stack=np.zeros(high + 1, dtype=np.int32),
        chosen=np.zeros(persons + 1, dtype=np.bool_),
        numbers=np.zeros(8),
        counts=np.zeros(8, dtype=np.int64),
        sets=np.zeros((SETS, high + 1), dtype=np.int32),
        kinds=len(names),
    )


def row_count(rules: Rules) -> int:
    """Return the number of rows of any team: caps, two of the level, seniors, needs, wants."""
    return int(rules.caps.shape[1] + 3 + rules.needs.shape[1] + rules.wants.shape[1])


@lean
def _ceiling(price: int) -> float:
    """Return the largest multiplier of a rule: what breaking it once costs, endless when it binds."""
    return 1e9 if price < 0 else float(price)


@lean
def _cap_rows(units: Units, rules: Rules, slate: Slate, place: int, offered: int) -> int:
    groups = int(rules.caps.shape[1])
    for group in range(groups):
        slate.rhs[group] = -float(rules.caps[place, group])
        slate.most[group] = _ceiling(rules.prices[DEPT_CAP if group < rules.depts else SCHOOL_CAP])
        for k in range(offered):
            slate.coef[k, group] = -units.counts[slate.unit[k], FIRST_DEPT + group]
    return groups


@lean
def _level_rows(units: Units, rules: Rules, slate: Slate, row: int, offered: int) -> int:
    prices = rules.prices
    for side in range(2):
        slate.rhs[row + side] = 0.0
        slate.most[row + side] = float(prices[PER_TENTH])
    for k in range(offered):
        size, level = units.counts[slate.unit[k], SIZE], units.counts[slate.unit[k], LEVEL]
        off = 10 * level - prices[MEAN] * size
        slate.coef[k, row] = prices[TOLERANCE] * size - off
        slate.coef[k, row + 1] = prices[TOLERANCE] * size + off
    return row + 2


@lean
def _holder_rows(units: Units, slate: Slate, features: Ints, row: int, ceiling: float, offered: int) -> int:
    for feature in features:
        if feature < 0:
            break
        slate.rhs[row] = 1.0
        slate.most[row] = ceiling
        for k in range(offered):
            slate.coef[k, row] = 1.0 if units.counts[slate.unit[k], feature] > 0 else 0.0
        row += 1
    return row


@compiled
def write_rows(units: Units, rules: Rules, slate: Slate, place: int, offered: int) -> int:
    """Write the rules of a problem's teams as rows `coef @ chosen >= rhs` of the candidates; return their number.

    Caps come first, then two rows of the level, then those that ask for somebody (`first_watched`).
    """
    row = _level_rows(units, rules, slate, _cap_rows(units, rules, slate, place, offered), offered)
    if rules.seniors[place] > 0:
        slate.rhs[row] = float(rules.seniors[place])
        slate.most[row] = _ceiling(rules.prices[SENIOR])
        for k in range(offered):
            slate.coef[k, row] = units.counts[slate.unit[k], SENIORS]
        row += 1
    row = _holder_rows(units, slate, rules.needs[place], row, _ceiling(rules.prices[SKILL]), offered)
    return _holder_rows(units, slate, rules.wants[place], row, float(rules.prices[MISSING]), offered)


@lean
def first_watched(rules: Rules) -> int:
    """Return the number of the first row that asks for somebody."""
    return int(rules.caps.shape[1] + 2)
