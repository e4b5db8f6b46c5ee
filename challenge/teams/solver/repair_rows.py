"""Teams near an older plan as rows of a linear program: what each must keep and what it costs.

A row weighs the features of a team as they change: those who come count up, those who leave home count down.
"""

from dataclasses import dataclass, field

import highspy
import numpy as np

from challenge.teams.solver.board import FIRST_DEPT, LEVEL, MINORITY, SENIORS, SIZE
from challenge.teams.solver.figures import (
    DEPT_CAP,
    ISOLATED,
    MEAN,
    MISSING,
    MIX,
    PER_TENTH,
    SCHOOL_CAP,
    SENIOR,
    SKILL,
    TOLERANCE,
    Ints,
    Longs,
    Rules,
)
from challenge.teams.solver.slate import Floats

INFINITE = float(highspy.kHighsInf)

Entries = list[tuple[int, float]]


@dataclass(frozen=True, slots=True)
class Aid:
    """A column that seats nobody: whether a team exists, what it lacks; `whole` asks for a whole number."""

    cost: float
    high: float
    entries: Entries
    whole: bool = False


@dataclass(slots=True)
class Sheet:
    """Rows as they are written down.

    `weights` has one line per row, `team_of` the team whose features it weighs (-1: none); `own` holds the entries of
    whatever place a unit takes away from home. `gaps` are the numbers of the aids that a plan must leave at zero.
    """

    features: int
    own: list[Entries]
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)
    team_of: list[int] = field(default_factory=list)
    weights: list[Floats] = field(default_factory=list)
    aids: list[Aid] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)

    def row(self, low: float, high: float, team: int = -1, weights: dict[int, float] | None = None) -> int:
        """Write a row; return its number."""
        line = np.zeros(self.features)
        for feature, weight in (weights or {}).items():
            line[feature] += weight
        self.low.append(low)
        self.high.append(high)
        self.team_of.append(team)
        self.weights.append(line)
        return len(self.low) - 1

    def aid(self, cost: float, high: float, entries: Entries, *, whole: bool = False) -> int:
        """Write a column that seats nobody; return its number."""
        self.aids.append(Aid(cost, high, entries, whole))
        return len(self.aids) - 1

    def gap(self, cost: float, row: int, amount: float = 1.0) -> None:
        """Let a row be missed at a price that no plan may pay."""
        self.gaps.append(self.aid(cost, INFINITE, [(row, amount)]))


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the rows of one team.

    `load` counts those at home there, `present` are the units of a protected group among them. `may_close` says
    whether the team may stay empty, `priced` whether costs are written, else what binds alone; `penalty` is what a
    program pays for what a plan must not lack.
    """

    sheet: Sheet
    rules: Rules
    team: int
    load: Ints
    present: Longs
    may_close: bool
    priced: bool
    penalty: float

    def write(self) -> Entries:
        """Write all rows; return what the team's existence counts in each of them (nothing when it must exist)."""
        rules, team = self.rules, self.team
        size = {SIZE: 1.0}
        entries = self._least(size, int(rules.low[team]), -1)
        entries += self._least({SIZE: -1.0}, -int(rules.high[team]), -1)
        for group in range(rules.caps.shape[1]):
            cap = int(rules.caps[team, group])
            if cap < rules.high[team]:
                price = int(rules.prices[DEPT_CAP if group < rules.depts else SCHOOL_CAP])
                entries += self._least({FIRST_DEPT + group: -1.0}, -cap, price)
        entries += self._least({SENIORS: 1.0}, int(rules.seniors[team]), int(rules.prices[SENIOR]))
        for feature in rules.needs[team][rules.needs[team] >= 0].tolist():
            entries += self._least({feature: 1.0}, 1, int(rules.prices[SKILL]))
        entries += self._mix()
        return entries + (self._costs() if self.priced else [])

    def _least(self, weights: dict[int, float], least: int, price: int) -> Entries:
        """Ask for a least sum of features; `price` is that of each one missing, -1 where the rule binds."""
        if (price >= 0 and not self.priced) or (least == 0 and min(weights.values()) > 0):
            return []
        now = sum(weight * int(self.load[feature]) for feature, weight in weights.items())
        low = 0 if self.may_close else least
        row = self.sheet.row(low - now, INFINITE, self.team, weights)
        if price >= 0:
            self.sheet.aid(price, INFINITE, [(row, 1.0)])
        elif low > now or self.may_close:
            self.sheet.gap(self.penalty, row)
        return [(row, -float(least))] if self.may_close else []

    def _mix(self) -> Entries:
        rules, least = self.rules, int(self.rules.mix[self.team])
        price = int(rules.prices[MIX])
        if least < 2 or (price >= 0 and not self.priced):
            return []
        row = self.sheet.row(0.0 if self.may_close else least, INFINITE)
        for feature in range(FIRST_DEPT, FIRST_DEPT + rules.depts):
            there = self.sheet.row(-float(self.load[feature]), INFINITE, self.team, {feature: 1.0})
            self.sheet.aid(0.0, 1.0, [(there, -1.0), (row, 1.0)])
        if price < 0:
            self.sheet.gap(self.penalty, row)
        else:
            self.sheet.aid(price, INFINITE, [(row, 1.0)])
        return [(row, -float(least))] if self.may_close else []

    def _costs(self) -> Entries:
        """Write what a team costs: wanted departments, one of a protected group alone, levels off the mean."""
        rules, team, prices = self.rules, self.team, self.rules.prices
        entries: Entries = []
        for feature in rules.wants[team][rules.wants[team] >= 0].tolist():
            entries += self._least({feature: 1.0}, 1, int(prices[MISSING]))
        for sign in (1.0, -1.0):
            # Aid >= sign * (10 levels - mean * size) - tolerance * size.
            per_head = sign * float(prices[MEAN]) + float(prices[TOLERANCE])
            weights = {LEVEL: -10.0 * sign, SIZE: per_head}
            row = self.sheet.row(
                -float(sum(w * int(self.load[f]) for f, w in weights.items())), INFINITE, team, weights
            )
            entries.append((row, 0.0))
        self.sheet.aid(float(prices[PER_TENTH]), INFINITE, [(row - 1, 1.0), (row, 1.0)])
        if prices[ISOLATED]:
            self._isolated(int(prices[ISOLATED]))
        return [entry for entry in entries if entry[1]]

    def _isolated(self, price: int) -> None:
        """Charge a team in which the protected group is one: twice whether it is there, less how many they are."""
        alone = self.sheet.row(-float(self.load[MINORITY]), INFINITE, self.team, {MINORITY: 1.0})
        most = self.sheet.row(float(self.load[MINORITY]), INFINITE, self.team, {MINORITY: -1.0})
        entries = [(alone, -2.0), (most, float(max(self.rules.high[self.team], self.load[MINORITY])))]
        for unit in self.present.tolist():
            stays = self.sheet.row(1.0, INFINITE)
            self.sheet.own[unit].append((stays, 1.0))
            entries.append((stays, 1.0))
        self.sheet.aid(0.0, 1.0, entries, whole=True)
        self.sheet.aid(float(price), 1.0, [(alone, 1.0)])
