"""Who sits where, as arrays that compiled searches change in place."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.figures import FORBIDDEN, Figures, Ints, Longs, Rules, Units, team_price
from challenge.teams.solver.machine import lean

COST, FAULTS, BEST, DONE = range(4)
"""Places of `Bench.totals`: cost with penalties, broken rules, the best valid cost (`NEVER` if none), proposals."""

NEVER = 1 << 60


class Bench(NamedTuple):
    """Who sits where, with what that costs; compiled functions change it in place.

    `place_of` is each team's problem, `must` whether it may not stay empty. `price` includes `penalty` for each
    fault. `best_of` is the best valid seating met so far.
    """

    place_of: Ints
    must: NDArray[np.bool_]
    team_of: Ints
    best_of: Ints
    members: Ints
    sizes: Ints
    position: Ints
    load: Ints
    scratch: Ints
    price: Longs
    faults: Longs
    totals: Longs
    chance: NDArray[np.uint64]
    penalty: int


@lean
def draw(state: NDArray[np.uint64]) -> float:
    """Return the next number in [0, 1) (xorshift64*, Vigna 2016)."""
    x = state[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    state[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@lean
def changed(units: Units, bench: Bench, row: int, team: int, swap: tuple[int, int]) -> None:
    """Write a team's load after one unit has left and another has come (-1 for none) to a row of the scratch."""
    out, come = swap
    load = bench.scratch[row]
    for k in range(load.shape[0]):
        load[k] = bench.load[team, k]
    if out >= 0:
        for k in range(load.shape[0]):
            load[k] -= units.counts[out, k]
    if come >= 0:
        for k in range(load.shape[0]):
            load[k] += units.counts[come, k]


@lean
def seat_price(rules: Rules, bench: Bench, team: int, load: Ints) -> tuple[int, int]:
    """Return price and faults of a team with a load; a team that must exist may not be empty."""
    place = bench.place_of[team]
    if load[0] == 0 and bench.must[team]:
        return bench.penalty * rules.low[place], rules.low[place]
    soft, faults = team_price(rules, place, load)
    return soft + bench.penalty * faults, faults


@lean
def settle(units: Units, rules: Rules, bench: Bench) -> None:
    """Fill in all that follows from `team_of`, on a bench with empty sizes and loads; `members` must be wide enough."""
    cost, faults = 0, 0
    for unit in range(len(bench.team_of)):
        team = bench.team_of[unit]
        bench.members[team, bench.sizes[team]] = unit
        bench.position[unit] = bench.sizes[team]
        bench.sizes[team] += 1
        for feature in range(units.counts.shape[1]):
            bench.load[team, feature] += units.counts[unit, feature]
        cost += units.cost[unit, bench.place_of[team]]
        for k in range(units.bond_from[unit], units.bond_from[unit + 1]):
            other = units.bond[k]
            if other < unit and bench.team_of[other] == team:
                cost += units.bond_price[k]
        for k in range(units.avoid_from[unit], units.avoid_from[unit + 1]):
            faults += units.avoid[k] < unit and bench.team_of[units.avoid[k]] == team
    for team in range(len(bench.place_of)):
        bench.price[team], bench.faults[team] = seat_price(rules, bench, team, bench.load[team])
        cost += bench.price[team]
        faults += bench.faults[team]
    bench.totals[COST], bench.totals[FAULTS] = cost, faults
    keep_best(bench)


@lean
def keep_best(bench: Bench) -> None:
    """Remember the seating if it is valid and the cheapest so far."""
    totals = bench.totals
    if totals[FAULTS] == 0 and totals[COST] < totals[BEST] and totals[COST] < FORBIDDEN:
        totals[BEST] = totals[COST]
        for unit in range(len(bench.team_of)):
            bench.best_of[unit] = bench.team_of[unit]


@lean
def shift(units: Units, bench: Bench, unit: int, team: int) -> None:
    """Move a unit; prices, faults and totals are the caller's to bring up to date."""
    old = bench.team_of[unit]
    bench.sizes[old] -= 1
    last = bench.members[old, bench.sizes[old]]
    bench.members[old, bench.position[unit]] = last
    bench.position[last] = bench.position[unit]
    bench.members[team, bench.sizes[team]] = unit
    bench.position[unit] = bench.sizes[team]
    bench.sizes[team] += 1
    bench.team_of[unit] = team
    for k in range(units.counts.shape[1]):
        count = units.counts[unit, k]
        bench.load[old, k] -= count
        bench.load[team, k] += count


def bench_of(
    figures: Figures, place_of: Sequence[int], must: Sequence[bool], team_of: Sequence[int], *, seed: int, penalty: int
) -> Bench:
    """Seat units in teams.

    Args:
        figures: the board.
        place_of: the problem of each team.
        must: which teams may not stay empty.
        team_of: a team for each unit, open to it.
        seed: of the chance that searches on this bench draw from.
        penalty: what one broken rule costs, in tenths of a point.
    """
    units, rules = figures.units, figures.rules
    teams, features = len(place_of), units.counts.shape[1]
    filled = np.bincount(np.array(team_of, dtype=np.int64), minlength=teams)
    # Room for a few more than fit: searches pass through teams that are too big.
    width = int(max(filled.max(initial=0), rules.high.max(initial=0))) + 4
    bench = Bench(
        place_of=np.array(place_of, dtype=np.int32),
        must=np.array(must, dtype=np.bool_),
        team_of=np.array(team_of, dtype=np.int32),
        best_of=np.array(team_of, dtype=np.int32),
        members=np.zeros((teams, width), dtype=np.int32),
        sizes=np.zeros(teams, dtype=np.int32),
        position=np.zeros(len(team_of), dtype=np.int32),
        load=np.zeros((teams, features), dtype=np.int32),
        scratch=np.zeros((3, features), dtype=np.int32),
        price=np.zeros(teams, dtype=np.int64),
        faults=np.zeros(teams, dtype=np.int64),
        totals=np.array([0, 0, NEVER, 0], dtype=np.int64),
        chance=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % 2**64 or 1], dtype=np.uint64),
        penalty=penalty,
    )
    settle(units, rules, bench)
    return bench
