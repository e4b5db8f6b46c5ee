"""The board as arrays for compiled functions, and what one team costs."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from challenge.teams.solver.board import FIRST_DEPT, LEVEL, MINORITY, SENIORS, SIZE, Board
from challenge.teams.solver.machine import lean

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]

FORBIDDEN = 1 << 28
"""The cost of a place that a unit may not take; above any sum of prices."""

NO_CAP = 1 << 20

ISOLATED, MEAN, TOLERANCE, PER_TENTH, MISSING = range(5)
DEPT_CAP, SCHOOL_CAP, MIX, SENIOR, SKILL = range(5, 10)
"""Places of `Rules.prices`; the rules of the second line cost -1 when they bind always."""

SOFT_RULES = ("department_cap", "school_cap", "min_depts", "seniors", "required_skill")


class Rules(NamedTuple):
    """What teams must keep and what costs, one row per problem.

    `low` and `high` are sizes; `caps` has one column per department and school, from feature `FIRST_DEPT` on, `depts`
    of them departments; `needs` and `wants` hold features, filled up with -1; `base` is what any team costs; `most`
    and `least` count teams.
    """

    low: Ints
    high: Ints
    mix: Ints
    seniors: Ints
    caps: Ints
    needs: Ints
    wants: Ints
    base: Ints
    least: Ints
    most: Ints
    prices: Longs
    depts: int


class Units(NamedTuple):
    """Who is to be seated: features, cost per problem (`FORBIDDEN` where closed), those to avoid, and bonds.

    The units that unit u must avoid are `avoid[avoid_from[u]:avoid_from[u + 1]]`; bonds likewise, where `bond_price`
    is what sharing a team costs; it may be below zero.
    """

    counts: Ints
    cost: Ints
    avoid_from: Longs
    avoid: Ints
    bond_from: Longs
    bond: Ints
    bond_price: Longs


class Figures(NamedTuple):
    """A board for compiled functions; `constant` is what bonds cost when nobody shares a team."""

    units: Units
    rules: Rules
    constant: int


def figures_of(board: Board) -> Figures:
    """Write a board down as arrays."""
    bonds: list[list[tuple[int, int]]] = [[] for _ in board.units]
    for a, b, shared, parted in board.bound_by.bonds:
        bonds[a].append((b, shared - parted))
        bonds[b].append((a, shared - parted))
    avoid_from, avoid = ragged(board.apart)
    bond_from, bond = ragged([[other for other, _ in own] for own in bonds])
    _, bond_price = ragged([[price for _, price in own] for own in bonds])
    cost = np.ascontiguousarray(np.where(board.allowed, board.cost, np.int32(FORBIDDEN)))
    units = Units(
        np.ascontiguousarray(board.counts), cost, avoid_from, avoid, bond_from, bond, bond_price.astype(np.int64)
    )
    # Two of one unit always share a team.
    constant = sum(shared if a == b else parted for a, b, shared, parted in board.bound_by.bonds)
    return Figures(units, _rules(board), constant)


def _rules(board: Board) -> Rules:
    asked, weights = board.asked, board.weights
    schools = [cap.school_cap or NO_CAP for cap in asked]
    groups = [
        [cap.dept_cap] * board.dept_count + [s] * board.school_count for cap, s in zip(asked, schools, strict=True)
    ]
    balance = (weights.isolated_minority, board.mean_level, weights.level_tolerance_tenths, weights.level_dev_per_tenth)
    prices = [board.instance.price_of(rule) for rule in SOFT_RULES]
    missing = weights.wanted_dept_missing
    return Rules(
        low=_column(max(1, cap.min_size) for cap in asked),
        high=_column(cap.max_size for cap in asked),
        mix=_column(cap.min_depts for cap in asked),
        seniors=_column(cap.min_seniors for cap in asked),
        caps=np.array(groups, dtype=np.int32).reshape(len(asked), board.dept_count + board.school_count),
        needs=_padded([cap.required for cap in asked]),
        wants=_padded([cap.wanted for cap in asked]),
        base=_column(missing * count for count in board.unmatched_wanted),
        least=_column(cap.min_teams for cap in asked),
        most=_column(cap.max_teams for cap in asked),
        prices=np.array([*balance, missing, *(-1 if p is None else p for p in prices)], dtype=np.int64),
        depts=board.dept_count,
    )


def _column(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int32)


def _padded(rows: Sequence[Sequence[int]]) -> Ints:
    width = max((len(row) for row in rows), default=0) + 1
    return np.array([[*row, *[-1] * (width - len(row))] for row in rows], dtype=np.int32).reshape(len(rows), width)


def ragged(rows: Sequence[Sequence[int]]) -> tuple[Longs, Ints]:
    """Join lists end to end; return where each begins (one more at the end) and the joint list, never empty."""
    starts = np.zeros(len(rows) + 1, dtype=np.int64)
    starts[1:] = np.cumsum([len(row) for row in rows])
    return starts, np.array([value for row in rows for value in row] + [0], dtype=np.int32)


@lean
def _beyond(amount: int, price: int) -> tuple[int, int]:
    """Charge a broken rule: its price when it is soft, faults when it binds."""
    return (0, amount) if price < 0 else (amount * price, 0)


@lean
def _mixed(rules: Rules, place: int, load: Ints) -> tuple[int, int]:
    """Price caps of departments and schools, and the mix of departments."""
    over, present, crowded = 0, 0, 0
    for group in range(rules.caps.shape[1]):
        count = load[FIRST_DEPT + group]
        above = max(0, count - rules.caps[place, group])
        if group < rules.depts:
            present += count > 0
            over += above
        else:
            crowded += above
    soft, faults = _beyond(over, rules.prices[DEPT_CAP])
    other, more = _beyond(crowded, rules.prices[SCHOOL_CAP])
    third, most = _beyond(max(0, rules.mix[place] - present), rules.prices[MIX])
    return soft + other + third, faults + more + most


@lean
def _lacking(features: Ints, load: Ints) -> int:
    """Count the listed features that nobody brings."""
    count = 0
    for feature in features:
        if feature < 0:
            break
        count += load[feature] == 0
    return count


@lean
def team_price(rules: Rules, place: int, load: Ints) -> tuple[int, int]:
    """Return what a team costs apart from its members' places, and how often it breaks binding rules.

    Args:
        rules: of all problems.
        place: the problem.
        load: the sum of the members' features; an empty team costs nothing and breaks nothing.
    """
    size, prices = load[SIZE], rules.prices
    if size == 0:
        return 0, 0
    faults = max(0, size - rules.high[place]) + max(0, rules.low[place] - size)
    soft = rules.base[place] + (prices[ISOLATED] if load[MINORITY] == 1 else 0)
    off = abs(10 * load[LEVEL] - prices[MEAN] * size) - prices[TOLERANCE] * size
    soft += max(0, off) * prices[PER_TENTH]
    soft += _lacking(rules.wants[place], load) * prices[MISSING]
    mixed, broken = _mixed(rules, place, load)
    senior, fewer = _beyond(max(0, rules.seniors[place] - load[SENIORS]), prices[SENIOR])
    skill, without = _beyond(_lacking(rules.needs[place], load), prices[SKILL])
    return soft + mixed + senior + skill, faults + broken + fewer + without
