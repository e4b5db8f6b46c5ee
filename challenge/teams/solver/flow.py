"""A bound for boards too large for a linear program: prices of seats (Lagrange), by steps along the slope.

Each unit takes the problem that is cheapest with its price of a seat; what the prices of all seats are worth is taken
off again. The best prices give the value of the flow of wishes into seats (Held and Karp 1971 for the steps).
"""

from collections.abc import Callable

import numpy as np

from challenge.teams.solver.figures import FORBIDDEN, Figures, Ints, Longs
from challenge.teams.solver.machine import compiled
from challenge.teams.solver.slate import Floats

STEPS = 250
PATIENCE = 8
NEAREST = 25
"""How many problems a unit aims at, at most."""


@compiled
def _choices(cost: Ints, persons: Longs, prices: Floats, taken: Longs) -> float:
    """Add up each unit's cheapest place under the prices; count the persons who take each problem."""
    total = 0.0
    taken[:] = 0
    for unit in range(cost.shape[0]):
        best, least = -1, 1e18
        for place in range(cost.shape[1]):
            if cost[unit, place] < FORBIDDEN:
                value = cost[unit, place] + persons[unit] * prices[place]
                if value < least:
                    best, least = place, value
        total += least
        taken[best] += persons[unit]
    return total


def seat_prices(figures: Figures, target: float, late: Callable[[], bool]) -> tuple[float, Floats]:
    """Raise the bound step by step; return it and the prices of a seat on each problem that prove it.

    Args:
        figures: the board; every unit has an open problem.
        target: the objective of some plan, or a guess above the bound.
        late: whether to stop.
    """
    rules, cost = figures.rules, figures.units.cost
    persons = figures.units.counts[:, 0].astype(np.int64)
    most = (rules.most.astype(float) * rules.high).clip(max=float(persons.sum()))
    least = rules.least.astype(float) * rules.low
    taken, prices = np.zeros(len(most), dtype=np.int64), np.zeros(len(most))
    best, best_prices, step, waited = -1.0, prices, 1.0, 0
    for _ in range(STEPS):
        if late():
            break
        bound = _choices(cost, persons, prices, taken) - float(np.where(prices > 0, most, least) @ prices)
        if bound > best:
            best, best_prices, waited = bound, prices, 0
        else:
            waited += 1
            if waited % PATIENCE == 0:
                step, prices = step * 0.6, best_prices
                continue
        slope = np.where(taken > most, taken - most, np.where(taken < least, taken - least, 0.0))
        norm = float(slope @ slope)
        if norm < 1.0:
            break
        prices = prices + step * max(target - bound, 1.0) / norm * slope
    return best, best_prices


def nearest(figures: Figures, prices: Floats, near: float) -> list[Longs]:
    """List for each unit the problems within `near` of its cheapest under the prices, the nearest few."""
    lists = []
    for row, counts in zip(figures.units.cost, figures.units.counts, strict=True):
        value = np.where(row < FORBIDDEN, row + counts[0] * prices, np.inf)
        few = np.argpartition(value, min(NEAREST, len(value) - 1))[:NEAREST]
        lists.append(few[value[few] <= value.min() + near])
    return lists
