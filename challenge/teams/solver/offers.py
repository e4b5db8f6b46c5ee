"""Which units may sit in a problem's cheapest team, and the bound that its rules as rows prove (Lagrange)."""

import numpy as np

from challenge.teams.solver.board import SIZE
from challenge.teams.solver.figures import DEPT_CAP, FORBIDDEN, Ints, Longs, Rules, Units
from challenge.teams.solver.machine import compiled, lean
from challenge.teams.solver.slate import ENDLESS, MOST_OFFERED, Floats, Slate, first_watched, write_rows


@lean
def _kind(units: Units, rules: Rules, slate: Slate, place: int, unit: int) -> int:
    """Number the kind of a unit: equal in all that a team on this problem counts."""
    kind = slate.kind[unit]
    for feature in rules.needs[place]:
        if feature < 0:
            break
        kind = 2 * kind + (units.counts[unit, feature] > 0)
    return int(kind)


@compiled
def offer(units: Units, rules: Rules, slate: Slate, place: int, duals: Floats) -> int:
    """List the candidates of a problem, cheapest per person first; return how many.

    Of units of one kind no more than fit into a team can be among the cheapest members; units with somebody to avoid
    are all listed, because another of their kind cannot always take their place.
    """
    avoid_from, cost = units.avoid_from, units.cost
    density = np.empty(len(duals))
    for unit in range(len(duals)):
        size = units.counts[unit, SIZE]
        closed = cost[unit, place] >= FORBIDDEN or duals[unit] <= -ENDLESS
        density[unit] = ENDLESS if closed else (cost[unit, place] - duals[unit]) / size
    limit = rules.high[place]
    if rules.prices[DEPT_CAP] < 0:
        most = 0
        for cap in rules.caps[place]:
            most = max(most, cap)
        limit = min(limit, most)
    kinds = slate.kinds << rules.needs.shape[1]
    seen, last = np.zeros(kinds, np.int32), np.full(kinds, -1, np.int32)
    offered = 0
    for unit in np.argsort(density, kind="mergesort"):
        if density[unit] >= ENDLESS:
            break
        slate.before[offered] = -1
        if avoid_from[unit] == avoid_from[unit + 1]:
            kind = _kind(units, rules, slate, place, unit)
            if seen[kind] >= limit:
                continue
            slate.before[offered] = last[kind]
            seen[kind], last[kind] = seen[kind] + 1, offered
        slate.unit[offered] = unit
        slate.price[offered] = cost[unit, place] - duals[unit]
        offered += 1
    return offered


@lean
def _weigh(slate: Slate, offered: int, rows: int, multipliers: Floats) -> None:
    """Write the price of each candidate after the multipliers to `base`."""
    for k in range(offered):
        price = slate.price[k]
        for row in range(rows):
            price -= multipliers[row] * slate.coef[k, row]
        slate.base[k] = price


@compiled
def _relaxed(units: Units, rules: Rules, slate: Slate, place: int, offered: int) -> tuple[float, float]:
    """Fill a team with the cheapest shares of candidates; return its value and what one more person saves."""
    density = np.empty(offered)
    for k in range(offered):
        density[k] = slate.base[k] / units.counts[slate.unit[k], SIZE]
        slate.share[k] = 0.0
    low, high = float(rules.low[place]), float(rules.high[place])
    size, value, margin = 0.0, 0.0, 0.0
    for k in np.argsort(density, kind="mergesort"):
        room = (high if density[k] < 0 else low) - size
        if room <= 0:
            break
        persons = min(room, float(units.counts[slate.unit[k], SIZE]))
        slate.share[k] = persons / units.counts[slate.unit[k], SIZE]
        size += persons
        value += persons * density[k]
        margin = density[k]
    if size < low - 1e-9:
        return ENDLESS, 0.0
    # With room left a further person comes without pushing out another.
    return value, margin if size > high - 1e-9 else max(margin, 0.0)


@lean
def _climb(slate: Slate, offered: int, rows: int, step: float, watched: int) -> None:
    """Move the trial multipliers along the slope of the bound (Polyak 1969: `step` is the gain hoped for)."""
    norm = 1e-9
    for row in range(rows):
        slope = slate.rhs[row]
        for k in range(offered):
            if slate.share[k] > 0:
                slope -= slate.share[k] * slate.coef[k, row]
        if watched - 2 <= row < watched:
            slope *= 0.05  # rows of the level count in tenths
        slate.slope[row] = 0.0 if slate.trial[row] <= 0 and slope < 0 else slope
        norm += slate.slope[row] * slate.slope[row]
    for row in range(rows):
        scale = 0.05 if watched - 2 <= row < watched else 1.0
        moved = slate.trial[row] + step / norm * slate.slope[row] * scale
        slate.trial[row] = min(slate.most[row], max(0.0, moved))


@compiled
def tune(
    units: Units, rules: Rules, slate: Slate, place: int, multipliers: Floats, ask: tuple[int, float, int]
) -> tuple[float, float, int]:
    """Raise the bound of the rows on the candidates by better multipliers, starting from those given.

    Args:
        units: all of them.
        rules: of all problems.
        slate: with the candidates.
        place: the problem.
        multipliers: one per row; the best ones are left there.
        ask: number of candidates, a value that some team has, number of steps.

    Returns:
        The bound, what one more person would save in it, and the number of rows. `base` fits the multipliers.
    """
    offered, upper, steps = ask
    rows = write_rows(units, rules, slate, place, offered)
    trial = slate.trial
    for row in range(len(trial)):
        trial[row] = min(multipliers[row], slate.most[row]) if row < rows else 0.0
    best, step = -ENDLESS, 1.0
    for turn in range(steps):
        _weigh(slate, offered, rows, trial)
        value, _ = _relaxed(units, rules, slate, place, offered)
        value += _bought(slate, rows, trial)
        if value > best + 1e-9:
            best = value
            for row in range(rows):
                multipliers[row] = trial[row]
        else:
            step *= 0.7
        if turn < steps - 1:
            _climb(slate, offered, rows, step * min(max(upper - value, 1.0), 300.0), first_watched(rules))
    _weigh(slate, offered, rows, multipliers)
    value, margin = _relaxed(units, rules, slate, place, offered)
    return value + _bought(slate, rows, multipliers), margin, rows


@lean
def _bought(slate: Slate, rows: int, multipliers: Floats) -> float:
    """Return what the multipliers pay for the right-hand sides of their rows."""
    value = 0.0
    for row in range(rows):
        value += multipliers[row] * slate.rhs[row]
    return value


@compiled
def narrow(units: Units, slate: Slate, offered: int, rows: int, limit: tuple[float, float]) -> int:
    """Drop candidates that no team below a value can hold, and sort the others by `base`; return how many remain.

    `limit` is how far the bound lies below that value, and what one more person saves in the bound. More than
    `MOST_OFFERED` are cut off; -1 then.
    """
    slack, margin = limit
    density = np.empty(offered)
    for k in range(offered):
        density[k] = slate.base[k] / units.counts[slate.unit[k], SIZE]
    order = np.argsort(density, kind="mergesort")
    kept = np.full(offered, -1, np.int32)
    mark = 0
    chosen = np.empty(offered, np.int64)
    for k in order:
        if density[k] > margin and slate.base[k] - margin * units.counts[slate.unit[k], SIZE] > slack:
            continue
        kept[k] = mark
        chosen[mark] = k
        mark += 1
    if mark > min(MOST_OFFERED, slate.fill.shape[1] - 1):
        return -1
    _put_first(slate, chosen, kept, mark, rows)
    return mark


@compiled
def _put_first(slate: Slate, chosen: Longs, kept: Ints, mark: int, rows: int) -> None:
    """Move the chosen candidates to the front, in that order; `kept` says where each old one is now, -1 for nowhere."""
    unit, before = np.empty(mark, np.int32), np.empty(mark, np.int32)
    price, base, coef = np.empty(mark), np.empty(mark), np.empty((mark, rows))
    for k in range(mark):
        old = chosen[k]
        unit[k], before[k], price[k], base[k] = slate.unit[old], slate.before[old], slate.price[old], slate.base[old]
        for row in range(rows):
            coef[k, row] = slate.coef[old, row]
    for k in range(mark):
        slate.unit[k], slate.price[k], slate.base[k] = unit[k], price[k], base[k]
        for row in range(rows):
            slate.coef[k, row] = coef[k, row]
        # A cheaper one of the same kind has a lower base as well, so it was kept.
        slate.before[k] = kept[before[k]] if before[k] >= 0 else -1
