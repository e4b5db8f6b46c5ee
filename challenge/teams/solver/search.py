"""Simulated annealing over teams: a unit moves to another team, alone, against one that comes back, or in a ring.

In a ring of three teams each gives one unit to the next (the last one may give none): popular problems rarely offer
two units that both like to change places.

Most proposals are refused after a look at the wish costs alone: prices are never negative, so a change whose wish
cost already exceeds what both teams cost plus the allowance of the moment cannot pass.
"""

import math
from collections.abc import Callable, Sequence
from random import Random

import numpy as np

from challenge.teams.solver.board import Board
from challenge.teams.solver.linear import Floats
from challenge.teams.solver.model import never
from challenge.teams.solver.seating import FORBIDDEN, Seating

BLOCK = 2048
"""Proposals between two looks at the temperature and the deadline."""

ANYWHERE = 0.15
"""Share of proposals that look at any team instead of the unit's own targets."""

AT_FAULT = 0.5
"""Share of proposals that start from a team that breaks a rule, while there is one."""

IN_A_RING = 0.5
"""Share of proposals that are rings."""

CLOSED = 0.8
"""Share of rings in which the last team gives a unit to the first."""

Costs = Sequence[Sequence[int]]


def cost_rows(board: Board) -> list[list[int]]:
    """Return wish costs as plain lists, `FORBIDDEN` where a unit may not sit."""
    return [
        [cost if allowed else FORBIDDEN for cost, allowed in zip(costs, may, strict=True)]
        for costs, may in zip(board.cost.tolist(), board.allowed.tolist(), strict=True)
    ]


def wished_teams(costs: Costs, seating: Seating) -> list[list[int]]:
    """List for each unit the teams on problems that suit it better than its worst allowed problem."""
    targets = []
    for row in costs:
        worst = max((cost for cost in row if cost < FORBIDDEN), default=0)
        good = [problem for problem, cost in enumerate(row) if cost < worst]
        targets.append([team for problem in good for team in seating.teams_of.get(problem, ())])
    return targets


def promising_teams(reduced: Floats, seating: Seating, near: float) -> list[list[int]]:
    """List for each unit the teams on problems whose reduced cost in the relaxation is at most `near`."""
    return [
        [team for problem in np.flatnonzero(row <= near).tolist() for team in seating.teams_of.get(problem, ())]
        for row in reduced
    ]


def sibling_teams(seating: Seating) -> list[list[int]]:
    """List for each unit the other teams on its own problem."""
    return [
        [other for other in seating.teams_of[seating.problem_of[team]] if other != team] for team in seating.team_of
    ]


class Search:
    """A search on one seating, which it changes; `best` is the cheapest valid list of teams per unit met so far.

    `ring_share` (0..1) is the share of proposals that are rings; from a poor start plain changes gain more.

    Args:
        seating: where to start, valid or not; no unit may sit where it is forbidden or beside one it must avoid.
        costs: wish costs per unit and problem (see `cost_rows`).
        targets: teams that each unit tries most often.
        rng: the only source of chance.
        strict: units look at nothing but their targets, and only change places one against one.
        floor: a cost that cannot be beaten; the search ends when it gets there.
    """

    def __init__(
        self,
        seating: Seating,
        costs: Costs,
        targets: list[list[int]],
        rng: Random,
        *,
        strict: bool = False,
        floor: int = 0,
    ) -> None:
        self.seating, self.costs, self.targets, self.rng = seating, costs, targets, rng
        self.anywhere, self.focus = (0.0, 0.0) if strict else (ANYWHERE, AT_FAULT)
        self.ring_share = 0.0 if strict else IN_A_RING
        self.apart = seating.board.apart
        self.cost = seating.objective()
        self.faults = seating.broken()
        self.at_fault: list[int] = []
        self.best: list[int] | None = None
        self.best_cost = 0
        self.floor = floor
        self._keep_best()

    def run(self, proposals: int, heat: tuple[float, float], out_of_time: Callable[[], bool] = never) -> "Search":
        """Make proposals while the temperature falls from the first to the second heat (tenths of a point)."""
        hot, cold = heat
        for done in range(0, proposals, BLOCK):
            if out_of_time() or (self.best is not None and self.best_cost <= self.floor):
                break
            temperature = hot * (cold / hot) ** (done / proposals)
            self.at_fault = [team for team, faults in enumerate(self.seating.faults) if faults]
            self._block(min(BLOCK, proposals - done), temperature)
        return self

    def until_valid(self, proposals: int, heat: float, out_of_time: Callable[[], bool] = never) -> "Search":
        """Make proposals at one heat until nothing is broken, at most so many."""
        for _ in range(0, proposals, BLOCK):
            if self.best is not None or out_of_time():
                break
            self.at_fault = [team for team, faults in enumerate(self.seating.faults) if faults]
            self._block(BLOCK, heat)
        return self

    def _block(self, proposals: int, temperature: float) -> None:
        chance, log = self.rng.random, math.log
        for _ in range(proposals):
            unit, team = self._draw(chance)
            if self.seating.team_of[unit] == team:
                continue
            # 1 - chance lies in (0, 1]: the logarithm exists.
            allowance = -temperature * log(1.0 - chance())
            if chance() < self.ring_share:
                self._rotate(unit, team, allowance)
            else:
                self._try(unit, team, chance(), allowance)

    def _draw(self, chance: Callable[[], float]) -> tuple[int, int]:
        """Choose a unit and a team for it; more often than not around a broken rule while there is one."""
        seating, at_fault = self.seating, self.at_fault
        if at_fault and chance() < self.focus:
            team = at_fault[int(chance() * len(at_fault))]
            if chance() < 0.5 and seating.teams[team]:
                unit = seating.teams[team][int(chance() * len(seating.teams[team]))]
                return unit, self._target(unit, chance)
            return int(chance() * len(seating.team_of)), team
        unit = int(chance() * len(seating.team_of))
        return unit, self._target(unit, chance)

    def _target(self, unit: int, chance: Callable[[], float]) -> int:
        targets = self.targets[unit]
        if chance() < self.anywhere:
            return int(chance() * len(self.seating.teams))
        return targets[int(chance() * len(targets))] if targets else self.seating.team_of[unit]

    def _try(self, unit: int, team: int, pick: float, allowance: float) -> None:
        """Change places if the cost rises by no more than the allowance; `pick` in [0, 1) chooses who comes back."""
        seating, costs, pricing = self.seating, self.costs, self.seating.pricing
        home = seating.team_of[unit]
        here, there = seating.problem_of[home], seating.problem_of[team]
        there_units = seating.teams[team]
        rise = costs[unit][there] - costs[unit][here]
        room = seating.price[home] + seating.price[team] + allowance
        moved = pricing.packing.units[unit]
        position = int(pick * (len(there_units) + 1))
        back = there_units[position] if position < len(there_units) else -1
        if back >= 0:
            rise += costs[back][here] - costs[back][there]
            moved -= pricing.packing.units[back]
        if rise > room:
            return
        load = seating.load[home] - moved
        first = (
            pricing.body[here][load & pricing.body_mask]
            + pricing.dept[here][load & pricing.dept_mask]
            + pricing.ability[here][load & pricing.ability_mask[here]]
        )
        if rise + first > room:
            return
        second = pricing.price(there, seating.load[team] + moved)
        if rise + first + second > room or self._clash(unit, team, back, home):
            return
        self.cost += rise + first + second - seating.price[home] - seating.price[team]
        self.faults += seating.exchange(unit, back, team, (first, second))
        self._keep_best()

    def _rotate(self, unit: int, team: int, allowance: float) -> None:
        """Try a ring: the unit to the team, one of its members to a third team, that one's best for home to home."""
        seating, chance = self.seating, self.rng.random
        home, members = seating.team_of[unit], seating.teams[team]
        if not members:
            return
        second = members[int(chance() * len(members))]
        far = self._target(second, chance)
        if far in (team, home):
            return
        costs, places = self.costs, seating.problem_of
        here, there, beyond = places[home], places[team], places[far]
        rise = costs[unit][there] - costs[unit][here] + costs[second][beyond] - costs[second][there]
        room = seating.price[home] + seating.price[team] + seating.price[far] + allowance
        third, gain = -1, 0
        if chance() < CLOSED:
            third, gain = self._homecomer(here, far)
        if rise + gain > room:
            return
        ring = [(unit, team), (second, far), (third, home)] if third >= 0 else [(unit, team), (second, far)]
        self._turn(ring, (home, team, far), rise + gain, room)

    def _homecomer(self, here: int, far: int) -> tuple[int, int]:
        """Choose the unit of a team that would cost least on a problem, by chance among equals; -1 if it is empty."""
        costs, beyond, chance = self.costs, self.seating.problem_of[far], self.rng.random
        best, least = -1, 0
        for unit in self.seating.teams[far]:
            rise = costs[unit][here] - costs[unit][beyond]
            if best < 0 or rise < least or (rise == least and chance() < 0.3):
                best, least = unit, rise
        return best, least

    def _turn(self, ring: list[tuple[int, int]], teams: tuple[int, int, int], rise: int, room: float) -> None:
        """Move a ring if its teams then cost little enough and nobody meets a unit to be avoided."""
        seating, units = self.seating, self.seating.pricing.packing.units
        load = {team: seating.load[team] for team in teams}
        for unit, team in ring:
            load[seating.team_of[unit]] -= units[unit]
            load[team] += units[unit]
        total = rise
        for team, changed in load.items():
            total += seating.pricing.price(seating.problem_of[team], changed)
            if total > room:
                return
        if any(seating.team_of[other] == team for unit, team in ring for other in self.apart[unit]):
            return
        self.cost += total - sum(seating.price[team] for team in teams)
        self.faults -= sum(seating.faults[team] for team in teams)
        for unit, team in ring:
            seating.put(unit, team)
        self.faults += sum(seating.faults[team] for team in teams)
        self._keep_best()

    def _clash(self, unit: int, team: int, back: int, home: int) -> bool:
        team_of = self.seating.team_of
        for other in self.apart[unit]:
            if team_of[other] == team and other != back:
                return True
        return back >= 0 and any(team_of[other] == home and other != unit for other in self.apart[back])

    def _keep_best(self) -> None:
        if not self.faults and self.cost < FORBIDDEN and (self.best is None or self.cost < self.best_cost):
            self.best = self.seating.team_of.copy()
            self.best_cost = self.cost
