"""The linear relaxation's rows as rates: what one more of a feature costs whoever joins a problem.

Above zero a rate weighs on a cap, below zero it rewards what a rule asks for. For any rates within their range the
units' cheapest places, less what the rates of all teams are worth, bound every plan from below (Lagrange; Geoffrion
1974). The best rates reach the value of the linear program, which is never written down.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import LEVEL, MINORITY, SENIORS, SIZE, Board
from challenge.teams.solver.figures import Ints, Longs
from challenge.teams.solver.machine import compiled, lean

Floats = NDArray[np.float64]

ABOVE, BELOW = LEVEL, MINORITY
"""Columns that hold how far the level of a unit is above or below what its team tolerates; no row counts the others."""

UNBOUND = 1e6
"""More than any useful rate, far below what keeps a closed place closed."""

TINY, COLD = 1e-4, 30.0
"""Shares that are not worth adding up, and how many temperatures above the cheapest place a share is nothing."""

HALVINGS = 12


class Rows(NamedTuple):
    """The rows of the relaxation; arrays of limits have one row per problem and one column per feature.

    A rate stays within `low` and `high`; a team may hold `cap` of the feature, which counts where its rate is above
    zero, and needs `ask`, where it is below. `base` is what a team costs, `least` and `most` count teams. Unit u has
    `amount[k]` of feature `kind[k]` for k from `start[u]` to `start[u + 1]`; `cost` is `FORBIDDEN` where it may not go.
    """

    low: Floats
    high: Floats
    cap: Floats
    ask: Floats
    base: Floats
    least: Floats
    most: Floats
    start: Longs
    kind: Ints
    amount: Floats
    cost: Ints


class Lists(NamedTuple):
    """The promising problems of each unit, `length` of them: what they cost there; `weight` is working memory."""

    place: Ints
    cost: Floats
    length: Longs
    weight: Floats


def rows_of(board: Board, cost: Ints) -> Rows:
    """Write down the rows of `linear.Master`, and two for the level of all teams of a problem together.

    Args:
        board: the puzzle.
        cost: one row per unit, one column per problem, `FORBIDDEN` where it may not go.
    """
    shape = (len(board.limits), board.counts.shape[1])
    low, high, cap, ask = (np.zeros(shape) for _ in range(4))
    missing = float(board.weights.wanted_dept_missing)
    for place, limits in enumerate(board.limits):
        low[place, SIZE], high[place, SIZE] = -UNBOUND, UNBOUND
        cap[place, SIZE], ask[place, SIZE] = limits.max_size, max(1, limits.min_size)
        for feature, most, _ in board.capped(limits):
            high[place, feature], cap[place, feature] = UNBOUND, most
        low[place, list(limits.wanted)], ask[place, list(limits.wanted)] = -missing, 1.0
        low[place, list(limits.required)], ask[place, list(limits.required)] = -UNBOUND, 1.0
        if limits.min_seniors:
            low[place, SENIORS], ask[place, SENIORS] = -UNBOUND, limits.min_seniors
    high[:, [ABOVE, BELOW]] = 10.0 * board.weights.level_dev_per_tenth
    amounts = _amounts(board)
    units, kinds = np.nonzero(amounts)
    return Rows(
        low,
        high,
        cap,
        ask,
        base=missing * np.array(board.unmatched_wanted, dtype=float),
        least=np.array([limits.min_teams for limits in board.limits], dtype=float),
        most=np.array([limits.max_teams for limits in board.limits], dtype=float),
        start=np.searchsorted(units, np.arange(len(amounts) + 1)).astype(np.int64),
        kind=kinds.astype(np.int32),
        amount=amounts[units, kinds],
        cost=cost,
    )


def _amounts(board: Board) -> Floats:
    amounts: Floats = board.counts.astype(float)
    off = amounts[:, LEVEL] - board.mean_level / 10.0 * amounts[:, SIZE]
    tolerated = board.weights.level_tolerance_tenths / 10.0 * amounts[:, SIZE]
    amounts[:, ABOVE], amounts[:, BELOW] = off - tolerated, -off - tolerated
    return amounts


def lists_of(rows: Rows, most: int) -> Lists:
    """Make empty lists of at most so many problems per unit."""
    shape = (rows.cost.shape[0], min(most, rows.cost.shape[1]))
    return Lists(
        np.zeros(shape, dtype=np.int32),
        np.zeros(shape),
        np.zeros(shape[0], dtype=np.int64),
        np.zeros(shape[1]),
    )


@lean
def _values(rows: Rows, turned: Floats, unit: int, value: Floats) -> float:
    """Price all places of a unit; return the cheapest value."""
    for place in range(value.shape[0]):
        value[place] = rows.cost[unit, place]
    for k in range(rows.start[unit], rows.start[unit + 1]):
        amount, rates = rows.amount[k], turned[rows.kind[k]]
        for place in range(value.shape[0]):
            value[place] += amount * rates[place]
    least = value[0]
    for place in range(value.shape[0]):
        least = min(least, value[place])
    return float(least)


@lean
def _limit(value: Floats, least: float, margin: float, most: int) -> float:
    """Halve the margin until no more places than `most` lie within it, or nearly nothing is left of it."""
    for _ in range(HALVINGS):
        within = 0
        for place in range(value.shape[0]):
            within += value[place] <= least + margin
        if within <= most:
            break
        margin *= 0.5
    return least + margin


@lean
def _enlist(rows: Rows, lists: Lists, unit: int, value: Floats, limit: float) -> None:
    """List the places up to the limit; units begin at different places, so that of equal ones not all take the same."""
    places, count = value.shape[0], 0
    first = (unit * 7919) % places
    for k in range(places):
        place = first + k if first + k < places else first + k - places
        if value[place] <= limit and count < lists.place.shape[1]:
            lists.place[unit, count], lists.cost[unit, count] = place, rows.cost[unit, place]
            count += 1
    lists.length[unit] = count


@compiled
def settle(rows: Rows, turned: Floats, lists: Lists, margin: float, value: Floats) -> float:
    """Add up each unit's cheapest place of all, and list the places within a margin of it.

    Args:
        rows: of the relaxation.
        turned: the rates, one row per feature and one column per problem.
        lists: written anew.
        margin: in tenths of a point; where too many places lie within it, it is halved until they fit.
        value: working memory, one per problem.
    """
    total = 0.0
    for unit in range(rows.cost.shape[0]):
        least = _values(rows, turned, unit, value)
        total += least
        _enlist(rows, lists, unit, value, _limit(value, least, margin, lists.place.shape[1]))
    return total


@lean
def _weigh(rows: Rows, rates: Floats, lists: Lists, unit: int, heat: float) -> float:
    """Weigh the listed places of a unit, the cheapest with one; return the sum."""
    least, total = 1e18, 0.0
    for c in range(lists.length[unit]):
        value, place = lists.cost[unit, c], lists.place[unit, c]
        for k in range(rows.start[unit], rows.start[unit + 1]):
            value += rows.amount[k] * rates[place, rows.kind[k]]
        lists.weight[c] = value
        least = min(least, value)
    for c in range(lists.length[unit]):
        lists.weight[c] = math.exp(-min(COLD, (lists.weight[c] - least) / heat))
        total += lists.weight[c]
    return total


@compiled
def share_out(rows: Rows, rates: Floats, lists: Lists, held: Floats, heat: float) -> None:
    """Let each unit take shares of its listed places, the cheaper the more; add up what each problem then holds.

    Args:
        rows: of the relaxation.
        rates: one row per problem and one column per feature.
        lists: the places.
        held: written anew, in the shape of the rates.
        heat: how much dearer a place is that gets a share smaller by a factor of e.
    """
    held[:] = 0.0
    for unit in range(lists.place.shape[0]):
        total = _weigh(rows, rates, lists, unit, heat)
        for c in range(lists.length[unit]):
            part, place = lists.weight[c] / total, lists.place[unit, c]
            if part > TINY:
                for k in range(rows.start[unit], rows.start[unit + 1]):
                    held[place, rows.kind[k]] += part * rows.amount[k]
