"""First seats without any program: units with little choice first, where they fit at the least cost."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from challenge.teams.solver.annealing import Aims
from challenge.teams.solver.board import Board
from challenge.teams.solver.figures import FORBIDDEN, Figures, Ints, Longs, ragged

CROWDED, OPENING, LACKING = 20_000, 3_000, 50
"""Added for each person above the largest size, for opening a team that need not exist; taken off below the least."""


def slots_of(figures: Figures, people: int) -> tuple[Ints, list[bool]]:
    """Return the problem of each team that may exist, and whether it must."""
    rules = figures.rules
    limits = zip(rules.least.tolist(), rules.most.tolist(), rules.low.tolist(), strict=True)
    counts = [max(least, min(most, people // low)) for least, most, low in limits]
    place_of = [place for place, count in enumerate(counts) for _ in range(count)]
    must = [k < rules.least[place] for place, count in enumerate(counts) for k in range(count)]
    return np.array(place_of, dtype=np.int32), must


def seat_rest(figures: Figures, place_of: Ints, must: Sequence[bool], team_of: Longs, choice: Longs) -> Longs:
    """Seat those without a team (-1), those with the fewest open problems first.

    Args:
        figures: the board.
        place_of: the problem of each team.
        must: which teams may not stay empty.
        team_of: a team per unit, or -1.
        choice: how many problems are open to each unit.
    """
    units, rules = figures.units, figures.rules
    team_of, wanted = team_of.copy(), np.array(must)
    persons = units.counts[:, 0].astype(np.int64)
    low, high = rules.low[place_of].astype(np.int64), rules.high[place_of].astype(np.int64)
    seated = team_of >= 0
    sizes = np.bincount(team_of[seated], weights=persons[seated], minlength=len(place_of)).astype(np.int64)
    rest = np.flatnonzero(~seated)
    for unit in rest[np.lexsort((-persons[rest], choice[rest]))].tolist():
        cost = units.cost[unit, place_of].astype(np.int64)
        cost += CROWDED * np.maximum(0, sizes + persons[unit] - high)
        cost += OPENING * ((sizes == 0) & ~wanted) - LACKING * np.maximum(0, low - sizes)
        avoid = team_of[units.avoid[units.avoid_from[unit] : units.avoid_from[unit + 1]]]
        cost[avoid[avoid >= 0]] += FORBIDDEN // 2
        team_of[unit] = slot = int(np.argmin(cost))
        sizes[slot] += persons[unit]
    return team_of


def aims_of(places: Sequence[Any], place_of: Ints, *, anywhere: float, ring: float) -> Aims:
    """Let each unit aim at all teams of some problems.

    Args:
        places: the problems that each unit tries, as arrays.
        place_of: the problem of each team.
        anywhere: share of proposals that look at any team.
        ring: share of proposals that are rings.
    """
    slots: dict[int, list[int]] = {}
    for slot, place in enumerate(place_of.tolist()):
        slots.setdefault(place, []).append(slot)
    start, targets = ragged([[slot for place in own.tolist() for slot in slots.get(place, ())] for own in places])
    return Aims(start, targets, anywhere, ring)


def wished_places(figures: Figures) -> list[Longs]:
    """List for each unit the problems that suit it better than its worst open one."""
    wished = []
    for row in figures.units.cost:
        worst = row[row < FORBIDDEN].max(initial=0)
        wished.append(np.flatnonzero(row < worst))
    return wished


def team_numbers(board: Board, problem_of: Sequence[int], team_of: Sequence[int]) -> list[int]:
    """Number the teams of each problem from 1; a numbered lock is obeyed, others take the lowest free number.

    Teams without anybody get 0.
    """
    wanted: dict[int, int] = {}
    for unit, team in zip(board.units, team_of, strict=True):
        if unit.team_no is not None:
            wanted[team] = unit.team_no
    used = {(problem_of[team], number) for team, number in wanted.items()}
    filled, numbers = set(team_of), []
    for team, place in enumerate(problem_of):
        number = wanted.get(team, int(team in filled))
        while number and team not in wanted and (place, number) in used:
            number += 1
        used.add((place, number))
        numbers.append(number)
    return numbers
