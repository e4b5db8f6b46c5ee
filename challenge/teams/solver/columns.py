"""A pool of teams: who works on which problem together, and what that costs."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.figures import Figures, Ints, Longs, team_price
from challenge.teams.solver.slate import ENDLESS, Floats

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the puzzle: the units that are free, and how many teams each problem may and must still get."""

    free: Flags
    least: Longs
    most: Longs


class Pool:
    """Valid teams, each kept once. Row k of `members` lists the units of team k, filled up with -1.

    Args:
        figures: the board.
        width: the largest number of units in a team.
    """

    def __init__(self, figures: Figures, width: int) -> None:
        self.figures = figures
        self.count = 0
        self.places: Ints = np.zeros(1024, dtype=np.int32)
        self.costs: Floats = np.zeros(1024)
        self.members: Ints = np.full((1024, width), -1, dtype=np.int32)
        self.known: dict[tuple[int, bytes], int] = {}

    def add(self, place: int, units: Ints) -> int:
        """Take up a team of distinct units; return its number. A team that breaks a binding rule gets -1."""
        team = np.sort(units[units >= 0]).astype(np.int32)
        key = (place, team.tobytes())
        if key not in self.known:
            self.known[key] = self._append(place, team)
        return self.known[key]

    def _append(self, place: int, team: Ints) -> int:
        crew, rules = self.figures.units, self.figures.rules
        soft, faults = team_price(rules, place, crew.counts[team].sum(axis=0, dtype=np.int32))
        if faults or len(team) > self.members.shape[1]:
            return -1
        number = self.count
        if number == len(self.places):
            self.places = np.concatenate([self.places, np.zeros_like(self.places)])
            self.costs = np.concatenate([self.costs, np.zeros_like(self.costs)])
            self.members = np.concatenate([self.members, np.full_like(self.members, -1)])
        self.places[number] = place
        self.costs[number] = soft + int(crew.cost[team, place].sum())
        self.members[number, : len(team)] = team
        self.count += 1
        return number

    def reduced(self, duals: Floats) -> Floats:
        """Return what each team costs above the duals of its members."""
        paid = np.append(duals, 0.0)[self.members[: self.count]].sum(axis=1)
        reduced: Floats = self.costs[: self.count] - paid
        return reduced

    def cheapest(self, duals: Floats) -> Floats:
        """Return for each problem the lowest reduced cost of its teams, endless without any."""
        lowest = np.full(len(self.figures.rules.low), ENDLESS)
        np.minimum.at(lowest, self.places[: self.count], self.reduced(duals))
        return lowest

    def within(self, region: Region, duals: Floats, slack: float) -> Longs:
        """Return the teams that fit into a region and cost at most `slack` more than their problem's cheapest there."""
        fits = np.append(region.free, True)[self.members[: self.count]].all(axis=1)
        fits &= region.most[self.places[: self.count]] > 0
        numbers = np.flatnonzero(fits)
        reduced = self.reduced(duals)[numbers]
        lowest = np.full(len(region.most), ENDLESS)
        np.minimum.at(lowest, self.places[numbers], reduced)
        return numbers[reduced <= lowest[self.places[numbers]] + slack]
