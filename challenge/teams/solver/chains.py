"""Long chains: a unit joins a team whose member joins the next team, until one finds room or the ring closes.

At the end of an annealing the improvements that are left need many people at once. Chains of a dozen are found by a
beam: for each first unit the cheapest unfinished chains of each length are kept, one per unit that is without a seat
(cyclic exchanges, Thompson and Orlin 1989; ejection chains, Glover 1996). Prices are reduced by duals, so that a chain
that puts out somebody who is hard to seat looks as dear as it is.
"""

from typing import NamedTuple

import numpy as np

from challenge.teams.solver.arcs import Arcs, refresh
from challenge.teams.solver.bench import COST, FAULTS, Bench, keep_best, seat_price, shift
from challenge.teams.solver.figures import Ints, Longs, Rules, Units
from challenge.teams.solver.machine import compiled, lean
from challenge.teams.solver.slate import Floats

DEPTH, WIDTH = 12, 50
"""Most units in a chain, and most unfinished chains of one length."""

SLACK = 60.0
"""How dear an unfinished chain may be, in tenths of a point."""

LEAST = 0.5
"""What a chain must gain; costs are whole."""

WORK_PER_LOOK = 0.15
"""What a look at a link costs, in proposals of the search (measured)."""

LOOKS_PER_PRICE = 12
"""What pricing one link costs, in looks at links."""

START, QUIET, LOOKS, MARK = range(4)
"""Places of `Beam.counts`: the next first unit, how many in a row led to nothing, links looked at, the last mark."""


class Beam(NamedTuple):
    """Unfinished chains, one row per length: the unit without a seat, the price, the chain that it prolongs.

    `slot` and `mark` tell where the chain that ends with a unit is kept in the present row; `worst` is the dearest
    chain of that row. `gain` is the change of the best finished chain, `found` its last row and place there and the aim
    that ends it.
    """

    unit: Ints
    price: Floats
    back: Ints
    slot: Ints
    mark: Longs
    worst: Longs
    gain: Floats
    found: Longs
    counts: Longs


def beam_of(units: int) -> Beam:
    """Make room for chains."""
    shape = (DEPTH, WIDTH)
    return Beam(
        unit=np.zeros(shape, dtype=np.int32),
        price=np.zeros(shape),
        back=np.zeros(shape, dtype=np.int32),
        slot=np.zeros(units, dtype=np.int32),
        mark=np.full(units, -1, dtype=np.int64),
        worst=np.zeros(1, dtype=np.int64),
        gain=np.zeros(1),
        found=np.zeros(3, dtype=np.int64),
        counts=np.zeros(4, dtype=np.int64),
    )


@lean
def _touched(bench: Bench, beam: Beam, row: int, k: int, team: int) -> bool:
    """Whether a chain has already changed a team."""
    while row >= 0:
        if bench.team_of[beam.unit[row, k]] == team:
            return True
        k = beam.back[row, k]
        row -= 1
    return False


@lean
def _find_worst(beam: Beam, row: int, count: int) -> None:
    worst = 0
    for k in range(1, count):
        if beam.price[row, k] > beam.price[row, worst]:
            worst = k
    beam.worst[0] = worst


@lean
def _keep(beam: Beam, row: int, count: int, chain: tuple[int, float, int]) -> int:
    """Keep a chain (unit without a seat, price, predecessor) if it is among the cheapest; return how many there are."""
    unit, price, back = chain
    wide = beam.unit.shape[1]
    known = beam.mark[unit] == beam.counts[MARK]
    if known:
        at = int(beam.slot[unit])
        if beam.price[row, at] <= price:
            return count
    elif count < wide:
        at = count
        count += 1
    else:
        at = int(beam.worst[0])
        if beam.price[row, at] <= price:
            return count
        beam.mark[beam.unit[row, at]] = -1
    beam.unit[row, at], beam.price[row, at], beam.back[row, at] = unit, price, back
    beam.mark[unit], beam.slot[unit] = beam.counts[MARK], at
    if count == wide and (not known or at == beam.worst[0]):
        _find_worst(beam, row, count)
    return count


@lean
def _prolong(bench: Bench, arcs: Arcs, beam: Beam, count: int, chain: tuple[int, int, int]) -> int:
    """Let the last unit of a chain (row, place there, aim) put out each member of a team; return how many there are."""
    row, k, aim = chain
    team = arcs.teams[aim]
    for position in range(bench.sizes[team]):
        price = beam.price[row, k] + arcs.swap[aim, position]
        if price < SLACK:
            count = _keep(beam, row + 1, count, (bench.members[team, position], price, k))
    return count


@lean
def _close(bench: Bench, arcs: Arcs, beam: Beam, chain: tuple[int, int, int]) -> bool:
    """End a chain with an aim if that is the best so far; return whether it may put out somebody there instead."""
    row, k, aim = chain
    team, first = arcs.teams[aim], beam.unit[0, 0]
    is_home = team == bench.team_of[first]
    if is_home and row == 0:
        return False
    if is_home:
        # The ring closes where the first unit sat, which paid for its way already.
        price = arcs.swap[aim, bench.position[first]] - arcs.free[first]
    elif _touched(bench, beam, row, k, team):
        return False
    else:
        price = arcs.join[aim] + arcs.leave[first]
    if beam.price[row, k] + price < beam.gain[0]:
        beam.gain[0] = beam.price[row, k] + price
        beam.found[0], beam.found[1], beam.found[2] = row, k, aim
    return not is_home


@lean
def _step(bench: Bench, arcs: Arcs, beam: Beam, row: int, count: int) -> int:
    """Close and prolong all chains of a row; return how many the next row has."""
    fresh, is_last = 0, row + 1 == beam.unit.shape[0]
    beam.counts[MARK] += 1
    for k in range(count):
        unit = beam.unit[row, k]
        for aim in range(arcs.start[unit], arcs.start[unit + 1]):
            beam.counts[LOOKS] += 1 + bench.sizes[arcs.teams[aim]]
            if _close(bench, arcs, beam, (row, k, aim)) and not is_last:
                fresh = _prolong(bench, arcs, beam, fresh, (row, k, aim))
    return fresh


@lean
def _seek(bench: Bench, arcs: Arcs, beam: Beam, first: int) -> bool:
    """Find the best chain that begins with a unit; return whether it gains anything."""
    beam.unit[0, 0], beam.price[0, 0], beam.back[0, 0] = first, arcs.free[first], -1
    beam.gain[0], beam.found[0] = -LEAST, -1
    count, row = 1, 0
    while count > 0 and row < beam.unit.shape[0]:
        count = _step(bench, arcs, beam, row, count)
        row += 1
    return bool(beam.found[0] >= 0)


@lean
def _avoided(units: Units, bench: Bench, unit: int) -> int:
    """Count those in a unit's team from whom it has to be apart."""
    count = 0
    for k in range(units.avoid_from[unit], units.avoid_from[unit + 1]):
        count += bench.team_of[units.avoid[k]] == bench.team_of[unit]
    return count


@lean
def _carry_out(units: Units, bench: Bench, arcs: Arcs, beam: Beam, touched: Longs) -> int:
    """Move the units of the chain that was found; list the touched teams, return how many.

    Faults of pairs who must be apart are counted here, unit by unit; those of whole teams by `_settle`.
    """
    row, k, team = beam.found[0], beam.found[1], arcs.teams[beam.found[2]]
    touched[0] = team
    count = 1
    while row >= 0:
        unit = beam.unit[row, k]
        home = bench.team_of[unit]
        bench.totals[FAULTS] -= _avoided(units, bench, unit)
        shift(units, bench, unit, team)
        bench.totals[FAULTS] += _avoided(units, bench, unit)
        if home != touched[0]:
            touched[count] = home
            count += 1
        team = home
        k = beam.back[row, k]
        row -= 1
    return count


@lean
def _settle(rules: Rules, bench: Bench, touched: Longs, count: int, change: float) -> None:
    """Bring prices, faults of teams and totals up to date."""
    bench.totals[COST] += round(change)
    for at in range(count):
        team = touched[at]
        bench.totals[FAULTS] -= bench.faults[team]
        bench.price[team], bench.faults[team] = seat_price(rules, bench, team, bench.load[team])
        bench.totals[FAULTS] += bench.faults[team]
    keep_best(bench)


@compiled
def descend(units: Units, rules: Rules, bench: Bench, arcs: Arcs, beam: Beam, looks: int) -> bool:
    """Carry out chains that lower the cost until so many links were looked at; return whether none is left."""
    counts, people = beam.counts, len(bench.team_of)
    touched = np.zeros(beam.unit.shape[0] + 1, np.int64)
    end = counts[LOOKS] + looks
    if counts[MARK] == 0:
        for team in range(len(bench.place_of)):
            counts[LOOKS] += LOOKS_PER_PRICE * refresh(units, rules, bench, arcs, team)
    while counts[QUIET] < people and counts[LOOKS] < end:
        is_better = _seek(bench, arcs, beam, counts[START])
        counts[START] = (counts[START] + 1) % people
        counts[QUIET] += 1
        if not is_better:
            continue
        counts[QUIET] = 0
        count = _carry_out(units, bench, arcs, beam, touched)
        _settle(rules, bench, touched, count, beam.gain[0])
        for at in range(count):
            counts[LOOKS] += LOOKS_PER_PRICE * refresh(units, rules, bench, arcs, touched[at])
    return bool(counts[QUIET] >= people)
