"""Who sits where during the search: teams as lists of units, with loads and prices kept up to date."""

from collections import defaultdict
from collections.abc import Sequence

from challenge.teams.solver.board import Board
from challenge.teams.solver.pricing import Pricing

FORBIDDEN = 1 << 40
"""The wish cost of a place that a unit may not take; above any sum of prices."""


class Seating:
    """A complete assignment of units to teams, valid or not.

    `price[t]` is what team t costs without wishes, penalties included; `faults[t]` counts its broken hard rules.
    """

    def __init__(self, board: Board, pricing: Pricing, problem_of: Sequence[int], team_of: Sequence[int]) -> None:
        self.board, self.pricing = board, pricing
        self.problem_of = list(problem_of)
        self.team_of = list(team_of)
        self.teams: list[list[int]] = [[] for _ in self.problem_of]
        self.load = [0] * len(self.problem_of)
        for unit, team in enumerate(self.team_of):
            self.teams[team].append(unit)
            self.load[team] += pricing.packing.units[unit]
        self.price = [pricing.price(p, load) for p, load in zip(self.problem_of, self.load, strict=True)]
        self.faults = [pricing.faults(p, load) for p, load in zip(self.problem_of, self.load, strict=True)]
        self.teams_of: dict[int, list[int]] = defaultdict(list)
        for team, problem in enumerate(self.problem_of):
            self.teams_of[problem].append(team)

    def put(self, unit: int, team: int) -> None:
        """Move one unit to a team and bring both teams up to date."""
        size, old = self.pricing.packing.units[unit], self.team_of[unit]
        self.teams[old].remove(unit)
        self.teams[team].append(unit)
        self.team_of[unit] = team
        for changed, load in ((old, self.load[old] - size), (team, self.load[team] + size)):
            self.load[changed] = load
            self.price[changed] = self.pricing.price(self.problem_of[changed], load)
            self.faults[changed] = self.pricing.faults(self.problem_of[changed], load)

    def exchange(self, unit: int, back: int, team: int, prices: tuple[int, int]) -> int:
        """Seat a unit in a team and, unless -1, another one in its old place; return by how much faults rise.

        `prices` are those of the old and the new team after the change, which the caller has computed.
        """
        home = self.team_of[unit]
        moved = self.pricing.packing.units[unit] - (self.pricing.packing.units[back] if back >= 0 else 0)
        self.load[home] -= moved
        self.load[team] += moved
        self.teams[home].remove(unit)
        self.teams[team].append(unit)
        self.team_of[unit] = team
        if back >= 0:
            self.teams[team].remove(back)
            self.teams[home].append(back)
            self.team_of[back] = home
        before = self.faults[home] + self.faults[team]
        for changed, price in ((home, prices[0]), (team, prices[1])):
            self.price[changed] = price
            self.faults[changed] = self.pricing.faults(self.problem_of[changed], self.load[changed])
        return self.faults[home] + self.faults[team] - before

    def clashes(self) -> int:
        """Count pairs that sit together but must not."""
        return sum(
            self.team_of[a] == self.team_of[b] for a, others in enumerate(self.board.apart) for b in others if a < b
        )

    def broken(self) -> int:
        """Count broken hard rules, eligibility apart: the search never seats a unit where it may not sit."""
        return sum(self.faults) + self.clashes()

    def wish_cost(self) -> int:
        """Sum the wish costs of all units."""
        cost, problem_of = self.board.cost, self.problem_of
        return sum(int(cost[unit, problem_of[team]]) for unit, team in enumerate(self.team_of))

    def objective(self) -> int:
        """Return wish and team costs; meaningful as objective when nothing is broken."""
        return self.wish_cost() + sum(self.price)
