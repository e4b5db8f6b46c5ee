"""What a team costs, looked up by the sum of its members' packed features.

Each unit is one Python integer with a field per feature; a team's load is the plain sum of its units, so taking a
member out or in is one addition. A price is a sum of three table look-ups, each keyed by the bits that matter to it,
and computed once per key. A broken hard rule costs a penalty that the search may raise; `faults` counts them.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass

from challenge.teams.solver.board import LEVEL, MINORITY, SENIORS, SIZE, Board, Limits


@dataclass(frozen=True, slots=True)
class Price:
    """Soft cost in tenths of a point, and how often hard rules are broken."""

    soft: int
    faults: int


class Packing:
    """Lays features out as fields of one integer, wide enough for all units in one team."""

    def __init__(self, board: Board) -> None:
        total = int(board.counts.sum(axis=0).max()) if len(board.units) else 1
        self.width = total.bit_length() + 1
        self.field = (1 << self.width) - 1
        self.units = [self.pack(row) for row in board.counts.tolist()]

    def pack(self, counts: Iterable[int]) -> int:
        """Return one integer holding the counts of all features."""
        return sum(count << (k * self.width) for k, count in enumerate(counts))

    def mask(self, features: Iterable[int]) -> int:
        """Return the bits of some features."""
        return sum(self.field << (k * self.width) for k in features)

    def count(self, load: int, feature: int) -> int:
        """Read one feature of a load."""
        return load >> (feature * self.width) & self.field


class Table(dict[int, int], ABC):
    """Prices by masked load, filled when first asked for; `faults` keeps the broken rules of the same loads."""

    def __init__(self, packing: Packing, limits: Limits, penalty: int) -> None:
        self.packing, self.limits, self.penalty = packing, limits, penalty
        self.faults: dict[int, int] = {}

    def __missing__(self, load: int) -> int:
        price = self.price(load)
        self[load] = total = price.soft + price.faults * self.penalty
        self.faults[load] = price.faults
        return total

    @abstractmethod
    def price(self, load: int) -> Price:
        """Compute one price from a load."""


class BodyTable(Table):
    """Size, seniors, isolation and level balance."""

    def __init__(self, board: Board, packing: Packing, limits: Limits, penalty: int) -> None:
        super().__init__(packing, limits, penalty)
        self.weights, self.mean_level = board.weights, board.mean_level

    def price(self, load: int) -> Price:
        """Charge each person above or below the size, each missing senior, isolation and imbalance."""
        size, level, seniors, minority = (self.packing.count(load, f) for f in (SIZE, LEVEL, SENIORS, MINORITY))
        limits, weights = self.limits, self.weights
        faults = max(0, size - limits.max_size, max(1, limits.min_size) - size)
        faults += max(0, limits.min_seniors - seniors)
        over = max(0, abs(10 * level - self.mean_level * size) - weights.level_tolerance_tenths * size)
        isolated = weights.isolated_minority if minority == 1 else 0
        return Price(isolated + over * weights.level_dev_per_tenth, faults)


class DeptTable(Table):
    """Caps and mix of departments, and those a problem wants."""

    def __init__(self, board: Board, packing: Packing, limits: Limits, penalty: int) -> None:
        super().__init__(packing, limits, penalty)
        self.features, self.missing = board.dept_features, board.weights.wanted_dept_missing

    def price(self, load: int) -> Price:
        """Charge each person above the cap, each missing department, each wanted one that is absent."""
        counts = {f: self.packing.count(load, f) for f in self.features}
        faults = sum(max(0, count - self.limits.dept_cap) for count in counts.values())
        faults += max(0, self.limits.min_depts - sum(count > 0 for count in counts.values()))
        return Price(sum(self.missing for f in self.limits.wanted if not counts[f]), faults)


class AbilityTable(Table):
    """Required skills and languages."""

    def price(self, load: int) -> Price:
        """Charge each required ability that nobody holds."""
        return Price(0, sum(not self.packing.count(load, f) for f in self.limits.required))


class Pricing:
    """The three tables and masks of every problem; problems with equal limits share tables.

    Args:
        board: the puzzle.
        penalty: what one broken hard rule costs in the prices, in tenths of a point.
    """

    def __init__(self, board: Board, penalty: int) -> None:
        packing = Packing(board)
        self.packing = packing
        self.penalty = penalty
        self.body_mask = packing.mask((SIZE, LEVEL, SENIORS, MINORITY))
        self.dept_mask = packing.mask(board.dept_features)
        self.ability_mask = [packing.mask(limits.required) for limits in board.limits]
        self.body: list[Table] = []
        self.dept: list[Table] = []
        self.ability: list[Table] = []
        tables: dict[tuple[object, ...], Table] = {}
        for limits in board.limits:
            sizes = ("body", limits.min_size, limits.max_size, limits.min_seniors)
            depts = ("dept", limits.dept_cap, limits.min_depts, limits.wanted)
            able = ("ability", limits.required)
            if sizes not in tables:
                tables[sizes] = BodyTable(board, packing, limits, penalty)
            if depts not in tables:
                tables[depts] = DeptTable(board, packing, limits, penalty)
            if able not in tables:
                tables[able] = AbilityTable(packing, limits, penalty)
            self.body.append(tables[sizes])
            self.dept.append(tables[depts])
            self.ability.append(tables[able])

    def price(self, problem: int, load: int) -> int:
        """Return what a team with this load costs on a problem, wishes apart, penalties included."""
        return (
            self.body[problem][load & self.body_mask]
            + self.dept[problem][load & self.dept_mask]
            + self.ability[problem][load & self.ability_mask[problem]]
        )

    def faults(self, problem: int, load: int) -> int:
        """Count the hard rules that a team with this load breaks; the load must have been priced before."""
        return (
            self.body[problem].faults[load & self.body_mask]
            + self.dept[problem].faults[load & self.dept_mask]
            + self.ability[problem].faults[load & self.ability_mask[problem]]
        )
