"""How many persons must move at least when an older plan is repaired: counts that no repair can go below."""

from collections import Counter, defaultdict

import numpy as np

from challenge.teams.solver.board import SENIORS, Board, Ints, Limits

Slot = tuple[int, int]


def least_moves(board: Board, old: dict[int, Slot], lost: int) -> int:
    """Return a number of persons that every repair moves at least.

    Each team must receive those it lacks, and one arrival may mend several rules of one team but never of two. Those
    who have no team any more arrive as well and move nobody. A person who may not stay moves in any case.

    Args:
        board: the puzzle as it is now.
        old: the problem and team number of each person (indices) in the older plan, where the problem still exists.
        lost: how many present persons lost their problem; each of them is counted as a move.
    """
    unit_of = {person: unit for unit, tied in enumerate(board.units) for person in tied.members}
    staying = {person: slot for person, slot in old.items() if board.allowed[unit_of[person], slot[0]]}
    needs: dict[int, list[tuple[int, int]]] = defaultdict(list)
    leaving = 0
    rows: dict[Slot, set[int]] = defaultdict(set)
    for person, slot in staying.items():
        rows[slot].add(unit_of[person])
    for slot, units in rows.items():
        count = board.counts[sorted(units)].sum(axis=0)
        size = sum(staying.get(member) == slot for unit in units for member in board.units[unit].members)
        needs[slot[0]].append((_lacking(board, board.limits[slot[0]], count, size), size))
        leaving += max(0, size - board.limits[slot[0]].max_size)
    asked = sum(_asked(limits, needs[place]) for place, limits in enumerate(board.limits))
    closing = [team for place, teams in needs.items() if len(teams) > board.limits[place].min_teams for team in teams]
    homeless = len(board.people) - len(old)
    return lost + max(len(old) - len(staying) + leaving, fewest_movers(asked - homeless, closing))


def _lacking(board: Board, limits: Limits, count: Ints, size: int) -> int:
    """Return how many persons a team lacks at least; features of tied units may only be counted too high."""
    mix = limits.min_depts - int(np.count_nonzero(count[list(board.dept_features)]))
    skills = any(count[ability] == 0 for ability in limits.required)
    return max(0, max(1, limits.min_size) - size, limits.min_seniors - int(count[SENIORS]), mix, int(skills))


def _asked(limits: Limits, needs: list[tuple[int, int]]) -> int:
    """Add up what teams lack; teams that must exist and do not lack everybody."""
    missing = max(0, limits.min_teams - len(needs))
    return sum(need for need, _ in needs) + missing * max(1, limits.min_size)


def fewest_movers(asked: int, closing: list[tuple[int, int]]) -> int:
    """Return how many persons must move for so many arrivals, when some teams may close instead of being mended.

    Args:
        asked: arrivals that all teams ask for together, less those who come from outside; below zero counts as zero.
        closing: what each team that may close lacks, and how many persons move when it closes.

    Returns:
        The smallest number that is no less than what the closed teams' persons are, nor than what the others ask for.
    """
    # spared[m]: the most arrivals that nobody asks for any more when closing teams moves m persons at most.
    spared = [0] * (max(0, asked) + 1)
    for need, size in closing:
        for most in range(len(spared) - 1, size - 1, -1):
            spared[most] = max(spared[most], spared[most - size] + need)
    return next(moves for moves, less in enumerate(spared) if asked - less <= moves)


def moves_of(board: Board, old: dict[int, Slot], slots: list[Slot], team_of: list[int]) -> int:
    """Count the persons of an older plan who sit in another team now."""
    moved = Counter(
        old[member] != slots[team]
        for unit, team in zip(board.units, team_of, strict=True)
        for member in unit.members
        if member in old
    )
    return moved[True]
