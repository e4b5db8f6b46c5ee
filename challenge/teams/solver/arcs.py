"""What it does to a team when one unit comes and another leaves, for all units that aim at it: the links of chains."""

from typing import NamedTuple

import numpy as np

from challenge.teams.solver.annealing import Aims, meets
from challenge.teams.solver.bench import Bench, changed, seat_price
from challenge.teams.solver.figures import FORBIDDEN, Ints, Longs, Rules, Units
from challenge.teams.solver.machine import compiled, lean
from challenge.teams.solver.slate import ENDLESS, Floats


class Arcs(NamedTuple):
    """Prices of links, with the units' duals taken off whoever comes and given back to whoever leaves.

    The sum over a closed chain is what the chain changes in the objective, whatever the duals are; good ones make
    unfinished chains comparable. Unit u aims at `teams[start[u]:start[u + 1]]`. Per aim: `join` if nobody leaves,
    `swap` if the member in that position does. Per unit: `leave` if nobody takes its place, `free` what it has to pay
    with once it is out. `ENDLESS` stands for what breaks a rule more than now. `aimed[first[t]:first[t + 1]]` are the
    aims at team t, `owner` their units.
    """

    start: Longs
    teams: Ints
    join: Floats
    swap: Floats
    leave: Floats
    free: Floats
    duals: Floats
    first: Longs
    aimed: Ints
    owner: Ints


def arcs_of(bench: Bench, aims: Aims, duals: Floats) -> Arcs:
    """Make room for the links of a bench; `refresh` fills them in."""
    count, units = int(aims.start[-1]), len(duals)
    teams = aims.list[:count]
    first = np.zeros(len(bench.place_of) + 1, dtype=np.int64)
    first[1:] = np.cumsum(np.bincount(teams, minlength=len(bench.place_of)))
    return Arcs(
        start=aims.start,
        teams=teams,
        join=np.full(count, ENDLESS),
        swap=np.full((count, bench.members.shape[1]), ENDLESS),
        leave=np.full(units, ENDLESS),
        free=np.zeros(units),
        duals=duals,
        first=first,
        aimed=np.argsort(teams, kind="stable").astype(np.int32),
        owner=np.repeat(np.arange(units, dtype=np.int32), np.diff(aims.start)),
    )


@lean
def _is_bound(units: Units, unit: int) -> bool:
    """Whether soft pairs bind a unit: what its move costs then depends on others, so it stays."""
    return bool(units.bond_from[unit] < units.bond_from[unit + 1])


@lean
def _price(units: Units, rules: Rules, bench: Bench, team: int, swap: tuple[int, int]) -> float:
    """Return what a change of members costs a team apart from places, endless if it breaks more than now."""
    changed(units, bench, 0, team, swap)
    price, faults = seat_price(rules, bench, team, bench.scratch[0])
    return float(price - bench.price[team]) if faults <= bench.faults[team] else ENDLESS


@lean
def _link(units: Units, rules: Rules, bench: Bench, arcs: Arcs, team: int, aim: int) -> None:
    """Fill in one aim at a team."""
    unit = arcs.owner[aim]
    arcs.join[aim] = ENDLESS
    arcs.swap[aim, :] = ENDLESS
    fare = units.cost[unit, bench.place_of[team]]
    if bench.team_of[unit] == team or fare >= FORBIDDEN or _is_bound(units, unit):
        return
    start = fare - arcs.duals[unit]
    if bench.sizes[team] < bench.members.shape[1] - 1 and not meets(units, bench, unit, team, -1):
        arcs.join[aim] = start + _price(units, rules, bench, team, (-1, unit))
    for k in range(bench.sizes[team]):
        out = bench.members[team, k]
        if not _is_bound(units, out) and not meets(units, bench, unit, team, out):
            arcs.swap[aim, k] = start + _price(units, rules, bench, team, (out, unit)) + arcs.free[out]


@compiled
def refresh(units: Units, rules: Rules, bench: Bench, arcs: Arcs, team: int) -> int:
    """Fill in all links of one team after its members have changed; return how many."""
    place = bench.place_of[team]
    for k in range(bench.sizes[team]):
        unit = bench.members[team, k]
        arcs.free[unit] = arcs.duals[unit] - units.cost[unit, place]
        arcs.leave[unit] = ENDLESS if _is_bound(units, unit) else _price(units, rules, bench, team, (unit, -1))
    for at in range(arcs.first[team], arcs.first[team + 1]):
        _link(units, rules, bench, arcs, team, arcs.aimed[at])
    return int((1 + bench.sizes[team]) * (1 + arcs.first[team + 1] - arcs.first[team]))
