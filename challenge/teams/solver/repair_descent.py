"""Small steps downhill with a budget of moves, compiled.

A unit changes teams alone, against one that comes back, or in place of one that goes home. Steps that move nobody
more are taken as they are met; of the others the one that gains most per move, as long as the budget lasts.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.annealing import bonds, meets
from challenge.teams.solver.bench import COST, NEVER, Bench, changed, keep_best, seat_price, shift
from challenge.teams.solver.figures import FORBIDDEN, Longs, Rules, Units
from challenge.teams.solver.machine import lean

Step = tuple[int, int, int, int]
"""A unit, its new team, the one who makes room there and that one's new team (-1, -1: nobody)."""


class Homes(NamedTuple):
    """Where units come from: `home` is a team or -1, `away` counts per unit and team the persons away from home."""

    home: Longs
    away: NDArray[np.int16]


@lean
def _places(units: Units, bench: Bench, step: Step) -> int:
    """Return by how much the places of a step cost more."""
    unit, team, second, far = step
    rise = units.cost[unit, bench.place_of[team]] - units.cost[unit, bench.place_of[bench.team_of[unit]]]
    if second >= 0:
        rise += units.cost[second, bench.place_of[far]] - units.cost[second, bench.place_of[team]]
    return int(rise)


@lean
def _weigh(units: Units, rules: Rules, bench: Bench, step: Step) -> int:
    """Return by how much the objective rises; `NEVER` when the step breaks a rule or cannot gain."""
    unit, team, second, far = step
    here, rise = bench.team_of[unit], _places(units, bench, step)
    third = second >= 0 and far != here
    before = bench.price[here] + bench.price[team] + (bench.price[far] if third else 0)
    rise += bonds(units, bench, unit, team, (second, -1))
    rise += bonds(units, bench, second, far, (unit, -1)) if second >= 0 else 0
    if rise >= before or meets(units, bench, unit, team, second):
        return NEVER
    if second >= 0 and meets(units, bench, second, far, unit):
        return NEVER
    changed(units, bench, 0, here, (unit, -1 if third else second))
    first, broken = seat_price(rules, bench, here, bench.scratch[0])
    changed(units, bench, 1, team, (second, unit))
    middle, more = seat_price(rules, bench, team, bench.scratch[1])
    rise += first + middle - before
    if third:
        changed(units, bench, 2, far, (-1, second))
        last, most = seat_price(rules, bench, far, bench.scratch[2])
        rise, more = rise + last, more + most
    return NEVER if broken + more else int(rise)


@lean
def _reprice(rules: Rules, bench: Bench, team: int) -> None:
    bench.price[team], bench.faults[team] = seat_price(rules, bench, team, bench.load[team])


@lean
def _take(units: Units, rules: Rules, bench: Bench, step: Step, rise: int) -> None:
    unit, team, second, far = step
    here = bench.team_of[unit]
    if second >= 0:
        shift(units, bench, second, far)
        _reprice(rules, bench, far)
    shift(units, bench, unit, team)
    _reprice(rules, bench, here)
    _reprice(rules, bench, team)
    bench.totals[COST] += rise
    keep_best(bench)


@lean
def _moves(homes: Homes, bench: Bench, step: Step) -> int:
    """Return how many more persons are away after a step."""
    unit, team, second, far = step
    more = int(homes.away[unit, team]) - int(homes.away[unit, bench.team_of[unit]])
    if second >= 0:
        more += int(homes.away[second, far]) - int(homes.away[second, team])
    return more


@lean
def _choose(
    units: Units, rules: Rules, bench: Bench, homes: Homes, pair: tuple[int, int], budget: int
) -> tuple[float, int, Step]:
    """Find the step with most gain per move that sends a unit to a team; free moves count as a thousandth."""
    unit, team = pair
    here = bench.team_of[unit]
    best, least, chosen = 0.0, 0, (-1, -1, -1, -1)
    for k in range(-1, bench.sizes[team]):
        second = bench.members[team, k] if k >= 0 else -1
        for way in range(2 if k >= 0 else 1):
            far = -1 if k < 0 else (here if way == 0 else homes.home[second])
            if k >= 0 and (far < 0 or far == team or (way == 1 and far == here)):
                continue
            if k >= 0 and units.cost[second, bench.place_of[far]] >= FORBIDDEN:
                continue
            step = (unit, team, int(second), int(far))
            more = _moves(homes, bench, step)
            if more > budget:
                continue
            rise = _weigh(units, rules, bench, step)
            worth = -rise / max(more, 0.001)
            if rise < 0 and worth > best:
                best, least, chosen = worth, rise, step
    return best, least, chosen


@lean
def sweep(units: Units, rules: Rules, bench: Bench, homes: Homes, budget: int) -> int:
    """Take all steps that gain and move nobody more, then the best of those that do.

    Args:
        units: who is seated.
        rules: of the teams.
        bench: a valid seating, changed in place.
        homes: where units come from.
        budget: how many more persons may be away from home.

    Returns:
        How many persons more are away (below zero: fewer); the budget plus one when no step gains.
    """
    best, least, chosen = 0.0, 0, (-1, -1, -1, -1)
    freed, taken = 0, 0
    for unit in range(len(bench.team_of)):
        for team in range(len(bench.place_of)):
            full = bench.sizes[team] >= bench.members.shape[1] - 1
            if team == bench.team_of[unit] or full or units.cost[unit, bench.place_of[team]] >= FORBIDDEN:
                continue
            worth, rise, step = _choose(units, rules, bench, homes, (unit, team), budget)
            if rise < 0 and _moves(homes, bench, step) <= 0:
                freed += _moves(homes, bench, step)
                taken += 1
                _take(units, rules, bench, step, rise)
            elif worth > best:
                best, least, chosen = worth, rise, step
    if taken:
        return freed
    if chosen[0] < 0:
        return budget + 1
    more = _moves(homes, bench, chosen)
    _take(units, rules, bench, chosen, least)
    return more
