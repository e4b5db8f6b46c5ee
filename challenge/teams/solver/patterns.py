"""The cheapest team of a problem under prices of its members (duals): branch and bound over candidates.

Candidates come in the order of their price after the multipliers of the rules. At each node the bound adds the
cheapest persons that may still come, told apart by which of the watched rows are kept already.
"""

from typing import NamedTuple

import numpy as np

from challenge.teams.solver.board import FIRST_DEPT, SIZE
from challenge.teams.solver.figures import DEPT_CAP, SCHOOL_CAP, Ints, Longs, Rules, Units, team_price
from challenge.teams.solver.machine import compiled, lean
from challenge.teams.solver.offers import narrow, offer, tune
from challenge.teams.solver.slate import ENDLESS, MOST_MASKED, SETS, Floats, Slate, first_watched

CLOSE = 1e-7

BEST, OPENED, SPENT, BOUND = range(4)
"""Places of `Slate.numbers`: the best value, the lowest bound given up, prices of the chosen, their bound."""

DEPTH, NODES, FOUND = range(3)
"""Places of `Slate.counts`."""


class Prices(NamedTuple):
    """What a round of pricing found, one row per problem.

    `low` bounds the value of any team from below, `value` is that of the best team found (the upper value given if
    none), `found` how many improvements there were and `sets` the last of them as units, filled up with -1.
    """

    low: Floats
    value: Floats
    found: Longs
    sets: Ints
    nodes: Longs


@lean
def _mask_rows(slate: Slate, multipliers: Floats, rows: int, watched: int) -> int:
    """Choose the watched rows that the search tells apart; return how many."""
    masked = 0
    for row in range(watched, rows):
        if multipliers[row] > 1e-6 and masked < MOST_MASKED:
            slate.masked[masked] = row
            masked += 1
    return masked


@lean
def _insert(slate: Slate, value: float) -> None:
    """Keep the smallest values in `top`, sorted."""
    k = slate.top.shape[0] - 2
    if value >= slate.top[k]:
        return
    while k > 0 and slate.top[k - 1] > value:
        slate.top[k] = slate.top[k - 1]
        k -= 1
    slate.top[k] = value


@lean
def _without(slate: Slate, multipliers: Floats, mask: int, masked: int, k: int) -> float:
    """Return the price of a candidate when only the rows of the mask are still to be kept."""
    value = slate.base[k]
    for b in range(masked):
        if not (mask >> b) & 1:
            value += multipliers[slate.masked[b]] * slate.coef[k, slate.masked[b]]
    return float(value)


@lean
def _fill(units: Units, slate: Slate, multipliers: Floats, offered: int, masked: int, high: int) -> None:
    """Write for each mask and candidate what the cheapest 0.. persons from there on cost."""
    for mask in range(1 << masked):
        for m in range(slate.top.shape[0]):
            slate.top[m] = ENDLESS
        for m in range(high + 1):
            slate.fill[mask, offered, m] = 0.0 if m == 0 else ENDLESS
        for k in range(offered - 1, -1, -1):
            size = units.counts[slate.unit[k], SIZE]
            for _ in range(size):
                _insert(slate, _without(slate, multipliers, mask, masked, k) / size)
            total = 0.0
            slate.fill[mask, k, 0] = 0.0
            for m in range(high):
                total = min(ENDLESS, total + slate.top[m])
                slate.fill[mask, k, m + 1] = total


@lean
def _bound(slate: Slate, multipliers: Floats, masked: int, k: int, sizes: tuple[int, int]) -> float:
    """Bound the value of all teams that hold the chosen and at least one candidate from `k` on."""
    mask, due = 0, slate.numbers[BOUND]
    for b in range(masked):
        left = slate.rhs[slate.masked[b]] - slate.have[b]
        if left > 0:
            mask |= 1 << b
            due += multipliers[slate.masked[b]] * left
    size = slate.load[SIZE]
    least = ENDLESS
    for m in range(max(1, sizes[0] - size), sizes[1] - size + 1):
        least = min(least, slate.fill[mask, k, m])
    return float(due + least)


@lean
def _fits(units: Units, rules: Rules, slate: Slate, place: int, k: int) -> bool:
    """Whether a candidate may join the chosen: size, binding caps, those to avoid, cheaper ones of its kind first."""
    unit = slate.unit[k]
    if slate.load[SIZE] + units.counts[unit, SIZE] > rules.high[place]:
        return False
    if slate.before[k] >= 0 and not slate.chosen[slate.before[k]]:
        return False
    for group in range(rules.caps.shape[1]):
        count = units.counts[unit, FIRST_DEPT + group]
        binds = rules.prices[DEPT_CAP if group < rules.depts else SCHOOL_CAP] < 0
        if count and binds and slate.load[FIRST_DEPT + group] + count > rules.caps[place, group]:
            return False
    for at in range(units.avoid_from[unit], units.avoid_from[unit + 1]):
        for d in range(slate.counts[DEPTH]):
            if slate.unit[slate.stack[d]] == units.avoid[at]:
                return False
    return True


@lean
def _choose(units: Units, slate: Slate, multipliers: Floats, masked: int, step: tuple[int, int]) -> None:
    """Put a candidate to the chosen, or take it out again (`step` is the candidate and 1 or -1)."""
    k, sign = step
    slate.chosen[k] = sign > 0
    slate.numbers[SPENT] += sign * slate.price[k]
    due = slate.base[k]
    for b in range(masked):
        due += multipliers[slate.masked[b]] * slate.coef[k, slate.masked[b]]
        slate.have[b] += sign * slate.coef[k, slate.masked[b]]
    slate.numbers[BOUND] += sign * due
    for feature in range(slate.load.shape[0]):
        slate.load[feature] += sign * units.counts[slate.unit[k], feature]


@lean
def _judge(rules: Rules, slate: Slate, place: int) -> None:
    """Keep the chosen if they are a valid team and the cheapest so far."""
    numbers, counts = slate.numbers, slate.counts
    if slate.load[SIZE] < rules.low[place] or numbers[SPENT] >= numbers[BEST]:
        return
    soft, faults = team_price(rules, place, slate.load)
    if faults or numbers[SPENT] + soft >= numbers[BEST] - CLOSE:
        return
    numbers[BEST] = numbers[SPENT] + soft
    row = counts[FOUND] % SETS
    for d in range(slate.sets.shape[1]):
        slate.sets[row, d] = slate.unit[slate.stack[d]] if d < counts[DEPTH] else -1
    counts[FOUND] += 1


@lean
def _search(units: Units, rules: Rules, slate: Slate, multipliers: Floats, ask: tuple[int, int, int, int]) -> None:
    """Walk the tree; `ask` is the problem, the number of candidates and of masked rows, and the most nodes."""
    place, offered, masked, most = ask
    numbers, counts = slate.numbers, slate.counts
    sizes = (rules.low[place], rules.high[place])
    k = 0
    while True:
        deeper = False
        if k < offered and slate.load[SIZE] < rules.high[place]:
            counts[NODES] += 1
            low = _bound(slate, multipliers, masked, k, sizes)
            deeper = low < numbers[BEST] - CLOSE
            if deeper and counts[NODES] > most:
                numbers[OPENED] = min(numbers[OPENED], low)
                deeper = False
        if deeper:
            if _fits(units, rules, slate, place, k):
                slate.stack[counts[DEPTH]] = k
                counts[DEPTH] += 1
                _choose(units, slate, multipliers, masked, (k, 1))
                _judge(rules, slate, place)
            k += 1
            continue
        if counts[DEPTH] == 0:
            return
        counts[DEPTH] -= 1
        k = slate.stack[counts[DEPTH]]
        _choose(units, slate, multipliers, masked, (k, -1))
        k += 1


@compiled
def _cheapest(
    units: Units, rules: Rules, slate: Slate, duals: Floats, multipliers: Floats, ask: tuple[int, float, int, int]
) -> float:
    """Search one problem; `ask` is the problem, a value to beat, the most nodes, steps. Return the lower bound."""
    place, upper, nodes, steps = ask
    slate.numbers[:] = 0.0
    slate.counts[:] = 0
    slate.numbers[BEST] = upper
    slate.numbers[OPENED] = ENDLESS
    root, offered, rows = 0.0, offer(units, rules, slate, place, duals), 0
    # The old multipliers drop most candidates, better ones are then found on the few that remain.
    for turns in (1, steps):
        value, margin, rows = tune(units, rules, slate, place, multipliers, (offered, upper, turns))
        root = max(root, value + rules.base[place]) if turns > 1 else value + rules.base[place]
        if root >= upper:
            return float(upper)
        kept = narrow(units, slate, offered, rows, (upper - value - rules.base[place], margin))
        if kept < 0 and turns > 1:
            return float(root)
        offered = kept if kept >= 0 else offered
    masked = _mask_rows(slate, multipliers, rows, first_watched(rules))
    due = float(rules.base[place])
    for row in range(rows):
        due += multipliers[row] * slate.rhs[row]
    for b in range(masked):
        due -= multipliers[slate.masked[b]] * slate.rhs[slate.masked[b]]
    slate.numbers[BOUND] = due
    slate.have[:] = 0.0
    slate.load[:] = 0
    slate.chosen[:] = False
    _fill(units, slate, multipliers, offered, masked, rules.high[place])
    _search(units, rules, slate, multipliers, (place, offered, masked, nodes))
    return float(max(root, min(slate.numbers[BEST], slate.numbers[OPENED])))


@compiled
def price_places(
    units: Units, rules: Rules, slate: Slate, places: Longs, duals: Floats, limits: tuple[Floats, Floats, int, int]
) -> Prices:
    """Find the cheapest team of each listed problem.

    Args:
        units: all of them.
        rules: of all problems.
        slate: working memory.
        places: the problems.
        duals: what each unit pays towards the team it joins; at most `-ENDLESS` for units that may not join any.
        limits: per problem a value that interesting teams lie below; multipliers, one row per problem, which are
            improved; the most nodes of one search; steps of the multipliers.
    """
    upper, multipliers, nodes, steps = limits
    count = len(places)
    found = Prices(
        np.zeros(count),
        np.zeros(count),
        np.zeros(count, np.int64),
        np.full((count, SETS, slate.sets.shape[1]), -1, np.int32),
        np.zeros(count, np.int64),
    )
    for at in range(count):
        place = places[at]
        low = _cheapest(units, rules, slate, duals, multipliers[place], (place, upper[place], nodes, steps))
        found.low[at] = low
        found.value[at] = slate.numbers[BEST]
        found.found[at] = slate.counts[FOUND]
        found.nodes[at] = slate.counts[NODES]
        for team in range(SETS):
            for member in range(slate.sets.shape[1]):
                found.sets[at, team, member] = slate.sets[team, member]
    return found
