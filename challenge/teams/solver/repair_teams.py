"""The teams of an older plan as far as they can go on: which stay, who is at home where."""

from collections import Counter
from dataclasses import replace

import numpy as np

from challenge.teams.solver.board import Board
from challenge.teams.solver.figures import Longs
from challenge.teams.solver.model import Plan
from challenge.teams.solver.repair_descent import Homes

Slot = tuple[int, int]
"""A problem (column) and a team number."""


def old_slots(board: Board, baseline: Plan) -> dict[int, Slot]:
    """Return problem (column) and team number of each person (index) who has both still."""
    person_of = {s.student_id: k for k, s in enumerate(board.people)}
    place_of = {p.problem_id: k for k, p in enumerate(board.problems)}
    return {
        person_of[p.student_id]: (place_of[p.problem_id], p.team_no)
        for p in baseline.placements
        if p.student_id in person_of and p.problem_id in place_of
    }


def slots_kept(board: Board, old: dict[int, Slot]) -> list[Slot]:
    """Keep old teams, the biggest first, then open as many as rules and seats ask for; close what cannot be filled."""
    size = Counter(old.values())
    numbered = _numbered(board)
    kept: list[Slot] = []
    for place, limits in enumerate(board.limits):
        known = sorted((s for s in size if s[0] == place), key=lambda s: (s not in numbered, -size[s], s[1]))
        known = [s for s in numbered if s[0] == place and s not in known] + known
        known = known[: limits.max_teams]
        while len(known) < limits.min_teams:
            known.append(_fresh(place, known))
        kept += known
    _close(board, kept, size, numbered)
    _open(board, kept)
    return sorted(kept)


def _numbered(board: Board) -> list[Slot]:
    pairs = zip(board.units, board.bound_by.fixed, strict=True)
    return sorted({(min(fixed), unit.team_no) for unit, fixed in pairs if unit.team_no is not None and fixed})


def _fresh(place: int, slots: list[Slot]) -> Slot:
    number = 1
    while (place, number) in slots:
        number += 1
    return place, number


def _close(board: Board, slots: list[Slot], size: "Counter[Slot]", numbered: list[Slot]) -> None:
    """Close the smallest spare teams while the teams need more students than there are."""
    least = sum(max(1, board.limits[place].min_size) for place, _ in slots)
    teams = Counter(place for place, _ in slots)
    for slot in sorted(slots, key=lambda s: (size[s], s)):
        if least <= len(board.people):
            return
        if teams[slot[0]] > board.limits[slot[0]].min_teams and slot not in numbered:
            slots.remove(slot)
            teams[slot[0]] -= 1
            least -= max(1, board.limits[slot[0]].min_size)


def _open(board: Board, slots: list[Slot]) -> None:
    """Open spare teams while there are more students than seats."""
    seats = sum(board.limits[place].max_size for place, _ in slots)
    teams = Counter(place for place, _ in slots)
    spare = [p for p, limits in enumerate(board.limits) for _ in range(limits.max_teams - teams[p])]
    for place in sorted(spare, key=lambda p: -board.limits[p].max_size):
        if seats >= len(board.people):
            return
        slots.append(_fresh(place, slots))
        seats += board.limits[place].max_size


def spread_of(board: Board, slots: list[Slot]) -> Board:
    """Make a board with one column per team."""
    places = [place for place, _ in slots]
    numbers = np.array([number for _, number in slots])
    allowed = board.allowed[:, places]
    for unit, tied in enumerate(board.units):
        if tied.team_no is not None:
            allowed[unit] &= numbers == tied.team_no
    return replace(
        board,
        allowed=allowed,
        cost=board.cost[:, places],
        limits=tuple(board.limits[place] for place in places),
        asked=tuple(board.asked[place] for place in places),
        unmatched_wanted=tuple(board.unmatched_wanted[place] for place in places),
    )


def homes_of(at_home: list[list[int]], teams: int) -> Homes:
    """Count for each unit and team the members who would be away, and note where most of a unit come from."""
    away = np.zeros((len(at_home), teams), dtype=np.int16)
    home: Longs = np.full(len(at_home), -1, dtype=np.int64)
    for unit, members in enumerate(at_home):
        known = Counter(team for team in members if team >= 0)
        away[unit] = known.total()
        for team, count in known.items():
            away[unit, team] -= count
        home[unit] = known.most_common(1)[0][0] if known else -1
    return Homes(home, away)


def seated_at_home(spread: Board, homes: list[list[int]]) -> Longs:
    """Seat units at home where they may, except one of two that must not meet there."""
    team_of: Longs = np.full(len(homes), -1, dtype=np.int64)
    for unit, at_home in enumerate(homes):
        known = Counter(home for home in at_home if home >= 0 and spread.allowed[unit, home])
        avoided = {int(team_of[other]) for other in spread.apart[unit] if other < unit}
        if known and known.most_common(1)[0][0] not in avoided:
            team_of[unit] = known.most_common(1)[0][0]
    return team_of
