"""Simulated annealing over teams, compiled (Kirkpatrick, Gelatt and Vecchi 1983).

A unit moves to another team, alone, against one that comes back, or in a ring: each of three teams gives one unit to
the next (the last one may give none), because popular problems rarely offer two units that both like to change.

Most proposals are refused after a look at the costs of places alone: a team's own price is never negative, so a change
whose places cost more than what both teams cost plus the allowance of the moment cannot pass.
"""

import math
from typing import NamedTuple

from challenge.teams.solver.bench import COST, DONE, FAULTS, Bench, changed, draw, keep_best, seat_price, shift
from challenge.teams.solver.figures import FORBIDDEN, Ints, Longs, Rules, Units
from challenge.teams.solver.machine import lean

CLOSED = 0.8
"""Share of rings in which the last team gives a unit to the first."""


class Aims(NamedTuple):
    """The teams that each unit tries most often: `list[start[u]:start[u + 1]]`, and how units are drawn.

    `anywhere` is the share of proposals that look at any team instead, `ring` the share of rings.
    """

    start: Longs
    list: Ints
    anywhere: float
    ring: float


@lean
def _target(bench: Bench, aims: Aims, unit: int) -> int:
    first, last = aims.start[unit], aims.start[unit + 1]
    if first == last or draw(bench.chance) < aims.anywhere:
        return int(draw(bench.chance) * len(bench.place_of))
    return int(aims.list[first + int(draw(bench.chance) * (last - first))])


@lean
def meets(units: Units, bench: Bench, unit: int, team: int, leaving: int) -> bool:
    """Whether a unit would meet one to be avoided; the one who leaves the team does not count."""
    for k in range(units.avoid_from[unit], units.avoid_from[unit + 1]):
        other = units.avoid[k]
        if other != leaving and bench.team_of[other] == team:
            return True
    return False


@lean
def bonds(units: Units, bench: Bench, unit: int, team: int, others: tuple[int, int]) -> int:
    """Return by how much bonds cost more after a move; `others` move as well, to teams of their own."""
    rise, home = 0, bench.team_of[unit]
    for k in range(units.bond_from[unit], units.bond_from[unit + 1]):
        other = units.bond[k]
        if other != others[0] and other != others[1]:
            there = bench.team_of[other]
            rise += units.bond_price[k] * ((there == team) - (there == home))
    return rise


@lean
def _partner(bench: Bench, team: int) -> int:
    """Choose who comes back from a team: one of its members or, as often as one of them, nobody (-1)."""
    pick = int(draw(bench.chance) * (bench.sizes[team] + 1))
    return bench.members[team, pick] if pick < bench.sizes[team] else -1


@lean
def _exchange(units: Units, rules: Rules, bench: Bench, move: tuple[int, int], allowance: float) -> None:
    """Change places if the cost rises by no more than the allowance; `move` is a unit and its new team."""
    unit, team = move
    home = bench.team_of[unit]
    here, there = bench.place_of[home], bench.place_of[team]
    back = _partner(bench, team)
    rise = units.cost[unit, there] - units.cost[unit, here]
    if back >= 0:
        rise += units.cost[back, here] - units.cost[back, there]
    room = bench.price[home] + bench.price[team] + allowance
    if rise > room or (back < 0 and bench.sizes[team] >= bench.members.shape[1] - 1):
        return
    changed(units, bench, 0, home, (unit, back))
    changed(units, bench, 1, team, (back, unit))
    first, broken = seat_price(rules, bench, home, bench.scratch[0])
    if rise + first > room:
        return
    second, more = seat_price(rules, bench, team, bench.scratch[1])
    rise += bonds(units, bench, unit, team, (back, -1))
    rise += bonds(units, bench, back, home, (unit, -1)) if back >= 0 else 0
    if rise + first + second > room or meets(units, bench, unit, team, back):
        return
    if back >= 0 and meets(units, bench, back, home, unit):
        return
    bench.totals[COST] += rise + first + second - bench.price[home] - bench.price[team]
    bench.totals[FAULTS] += broken + more - bench.faults[home] - bench.faults[team]
    shift(units, bench, unit, team)
    if back >= 0:
        shift(units, bench, back, home)
    bench.price[home], bench.faults[home], bench.price[team], bench.faults[team] = first, broken, second, more
    keep_best(bench)


@lean
def _homecomer(units: Units, bench: Bench, far: int, here: int) -> int:
    """Choose the unit of a team that would cost least on a problem; -1 if it is empty or nobody comes."""
    count = bench.sizes[far]
    if count == 0 or draw(bench.chance) >= CLOSED:
        return -1
    beyond, offset = bench.place_of[far], int(draw(bench.chance) * count)
    best, least = -1, 2 * FORBIDDEN
    for k in range(count):
        unit = bench.members[far, (k + offset) % count]
        rise = units.cost[unit, here] - units.cost[unit, beyond]
        if rise < least:
            best, least = unit, rise
    return best


@lean
def _rotate(units: Units, rules: Rules, bench: Bench, aims: Aims, move: tuple[int, int, float]) -> None:
    """Try a ring: the unit to the team, one of its members to a third team, that one's best for home to home."""
    unit, team, allowance = move
    if bench.sizes[team] == 0:
        return
    second = bench.members[team, int(draw(bench.chance) * bench.sizes[team])]
    far, home = _target(bench, aims, second), bench.team_of[unit]
    apart = (far - team) * (far - home)
    if apart == 0 or bench.sizes[far] >= bench.members.shape[1] - 1:
        return
    here, there, beyond = bench.place_of[home], bench.place_of[team], bench.place_of[far]
    third = _homecomer(units, bench, far, here)
    rise = units.cost[unit, there] - units.cost[unit, here] + units.cost[second, beyond] - units.cost[second, there]
    if third >= 0:
        rise += units.cost[third, here] - units.cost[third, beyond]
    room = bench.price[home] + bench.price[team] + bench.price[far] + allowance
    if rise > room:
        return
    if meets(units, bench, unit, team, second) or meets(units, bench, second, far, third):
        return
    if third >= 0 and meets(units, bench, third, home, unit):
        return
    rise += bonds(units, bench, unit, team, (second, third)) + bonds(units, bench, second, far, (unit, third))
    rise += bonds(units, bench, third, home, (unit, second)) if third >= 0 else 0
    _turn(units, rules, bench, (unit, second, third, home, team, far), (rise, room))


@lean
def _turn(
    units: Units, rules: Rules, bench: Bench, ring: tuple[int, int, int, int, int, int], limit: tuple[int, float]
) -> None:
    unit, second, third, home, team, far = ring
    rise, room = limit
    changed(units, bench, 0, home, (unit, third))
    changed(units, bench, 1, team, (second, unit))
    changed(units, bench, 2, far, (third, second))
    first, broken = seat_price(rules, bench, home, bench.scratch[0])
    if rise + first > room:
        return
    middle, more = seat_price(rules, bench, team, bench.scratch[1])
    if rise + first + middle > room:
        return
    last, most = seat_price(rules, bench, far, bench.scratch[2])
    if rise + first + middle + last > room:
        return
    bench.totals[COST] += rise + first + middle + last - bench.price[home] - bench.price[team] - bench.price[far]
    bench.totals[FAULTS] += broken + more + most - bench.faults[home] - bench.faults[team] - bench.faults[far]
    shift(units, bench, unit, team)
    shift(units, bench, second, far)
    if third >= 0:
        shift(units, bench, third, home)
    bench.price[home], bench.price[team], bench.price[far] = first, middle, last
    bench.faults[home], bench.faults[team], bench.faults[far] = broken, more, most
    keep_best(bench)


@lean
def anneal(units: Units, rules: Rules, bench: Bench, aims: Aims, proposals: int, heat: tuple[float, float]) -> None:
    """Make proposals while the temperature falls from the first to the second heat (tenths of a point)."""
    hot, cold = heat
    temperature = hot
    for done in range(proposals):
        if done & 1023 == 0:
            temperature = hot * (cold / hot) ** (done / proposals)
        unit = int(draw(bench.chance) * len(bench.team_of))
        team = _target(bench, aims, unit)
        home = bench.team_of[unit]
        if team == home or units.cost[unit, bench.place_of[team]] >= FORBIDDEN:
            continue
        # 1 - chance lies in (0, 1]: the logarithm exists.
        allowance = -temperature * math.log(1.0 - draw(bench.chance))
        if draw(bench.chance) < aims.ring:
            _rotate(units, rules, bench, aims, (unit, team, allowance))
        else:
            _exchange(units, rules, bench, (unit, team), allowance)
    bench.totals[DONE] += proposals
