"""Columns of the program about who leaves home: writing them down, and pricing those that are not."""

from typing import Any

import numpy as np

from challenge.teams.solver.figures import Longs
from challenge.teams.solver.repair_program import PER_UNIT, ROUNDS, Pairs, Program
from challenge.teams.solver.repair_rows import INFINITE
from challenge.teams.solver.slate import Floats

Entry = tuple[Longs, Longs, Floats]
"""Column, row and coefficient, as arrays of one length."""


def solve(program: Program) -> None:
    """Solve a program over all columns; sets its bound, its reduced costs and whether something is lacking."""
    for _ in range(ROUNDS):
        program.solver.run()
        _price(program)
        keep = min(PER_UNIT, program.reduced.shape[1])
        near: Pairs = np.zeros_like(program.allowed)
        few = np.argpartition(program.reduced, keep - 1, axis=1)[:, :keep]
        np.put_along_axis(near, few, True, axis=1)
        fresh = near & (program.reduced < -1e-6) & program.allowed & ~program.written
        program.written |= fresh
        if not fresh.any():
            break
        add(program, program.solver, np.argwhere(fresh), INFINITE)
    values = np.array(program.solver.getSolution().col_value)
    program.lacks = bool((values[program.sheet.gaps] > 1e-6).any())


def _price(program: Program) -> None:
    """Price all columns by the duals of the last run."""
    yard, sheet = program.yard, program.sheet
    duals = np.array(program.solver.getSolution().row_dual)
    rates = np.array([duals[rows] @ program.weights[rows] for rows in program.rows_of])
    gain = yard.figures.units.counts @ rates.T
    own = np.array([sum(duals[row] * amount for row, amount in entries) for entries in sheet.own])
    reduced = program.cost - own[:, None] - gain - duals[program.budget] * program.moves
    seated = np.flatnonzero(yard.home >= 0)
    reduced[seated] += gain[seated, yard.home[seated]][:, None]
    program.reduced = np.where(program.allowed, reduced, np.inf)
    least = np.minimum(program.reduced.min(axis=1), 0.0)
    objective = float(program.solver.getInfo().objective_function_value)
    program.bound = max(program.bound, objective + float(least.sum()) + program.constant)


def add(program: Program, solver: Any, pairs: Longs, high: float) -> None:  # noqa: ANN401 - the library has no types
    """Write the columns of pairs (unit, team) into a solver."""
    column, row, value = (np.concatenate(parts) for parts in zip(*_entries(program, pairs), strict=True))
    order = np.lexsort((row, column))
    starts = np.searchsorted(column[order], np.arange(len(pairs))).astype(np.int32)
    cost = program.cost[pairs[:, 0], pairs[:, 1]].astype(float)
    index, values = row[order].astype(np.int32), value[order].astype(float)
    solver.addCols(len(pairs), cost, np.zeros(len(pairs)), np.full(len(pairs), high), len(index), starts, index, values)


def _entries(program: Program, pairs: Longs) -> list[Entry]:
    """Return what columns count: in the team that is joined, in that which is left, in rows of the unit alone."""
    units, homes = pairs[:, 0], program.yard.home[pairs[:, 0]]
    parts = [_weighed(program, units, np.flatnonzero(pairs[:, 1] == team), int(team), 1) for team in set(pairs[:, 1])]
    parts += [_weighed(program, units, np.flatnonzero(homes == team), int(team), -1) for team in set(homes) - {-1}]
    own = [(k, row, value) for k, unit in enumerate(units) for row, value in program.sheet.own[unit]]
    moved = program.moves[units, pairs[:, 1]]
    own += [(k, program.budget, float(moved[k])) for k in np.flatnonzero(moved).tolist()]
    columns, rows, values = zip(*own, strict=True)
    return [*parts, (np.array(columns), np.array(rows), np.array(values))]


def _weighed(program: Program, units: Longs, columns: Longs, team: int, sign: int) -> Entry:
    rows = program.rows_of[team]
    block = sign * (program.yard.figures.units.counts[units[columns]] @ program.weights[rows].T)
    at, of = np.nonzero(block)
    return columns[at], rows[of], block[at, of]
