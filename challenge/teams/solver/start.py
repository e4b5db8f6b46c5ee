"""First seatings for the search: quick places without any program, and places dealt out to the teams of a problem."""

from collections.abc import Sequence
from random import Random

from challenge.teams.solver.board import Board
from challenge.teams.solver.pricing import Pricing
from challenge.teams.solver.rounding import Places
from challenge.teams.solver.search import Costs
from challenge.teams.solver.seating import FORBIDDEN, Seating

SPARE_SEATS = 1.02
"""Open teams until seats exceed students by this factor: a little room lets single units move."""

OVERFULL = 1_000_000
UNDERFULL = 50


def quick_places(board: Board, costs: Costs, rng: Random) -> Places:
    """Place units one after the other, those with the fewest problems first, where they fit at the least cost."""
    teams = _opened(board, rng)
    seats = [count * limits.max_size for count, limits in zip(teams, board.limits, strict=True)]
    least = [count * limits.min_size for count, limits in zip(teams, board.limits, strict=True)]
    taken = [0] * len(seats)
    choice = board.allowed.sum(axis=1).tolist()
    sizes = [len(unit.members) for unit in board.units]
    order = sorted(range(len(sizes)), key=lambda u: (choice[u], -sizes[u], rng.random()))
    problem_of = [0] * len(sizes)
    opened = [place for place, count in enumerate(teams) if count]
    for unit in order:
        row, size = costs[unit], sizes[unit]
        places = [p for p in opened if row[p] < FORBIDDEN] or opened
        problem_of[unit] = best = min(
            places,
            key=lambda p: (
                row[p] + OVERFULL * max(0, taken[p] + size - seats[p]) - UNDERFULL * max(0, least[p] - taken[p])
            ),
        )
        taken[best] += size
    return Places(tuple(problem_of), tuple(teams))


def _opened(board: Board, rng: Random) -> list[int]:
    """Decide how many teams each problem gets: the fewest, then more at random until everybody has a seat."""
    limits = board.limits
    teams = [problem.min_teams for problem in limits]
    people = len(board.people)
    seats = sum(problem.max_size * count for problem, count in zip(limits, teams, strict=True))
    least = sum(problem.min_size * count for problem, count in zip(limits, teams, strict=True))
    forced = {place for fixed in board.bound_by.fixed for place in fixed}
    more = [p for p, problem in enumerate(limits) for _ in range(problem.max_teams - problem.min_teams)]
    rng.shuffle(more)
    # A problem that somebody is locked to or owns must have a team at all.
    more.sort(key=lambda p: not (p in forced and teams[p] == 0))
    for place in more:
        needed = place in forced and teams[place] == 0
        if needed or (seats < people * SPARE_SEATS and least + limits[place].min_size <= people):
            teams[place] += 1
            seats += limits[place].max_size
            least += limits[place].min_size
    return teams


def seat(board: Board, pricing: Pricing, places: Places, costs: Costs) -> Seating:
    """Deal the units of each problem to its teams, biggest units first, always to the smallest team."""
    problem_of = [place for place, count in enumerate(places.teams) for _ in range(count)]
    teams_of: dict[int, list[int]] = {}
    for team, place in enumerate(problem_of):
        teams_of.setdefault(place, []).append(team)
    sizes = [len(unit.members) for unit in board.units]
    filled = [0] * len(problem_of)
    team_of = [0] * len(sizes)
    for unit in sorted(range(len(sizes)), key=lambda u: -sizes[u]):
        team_of[unit] = team = min(teams_of[places.problem_of[unit]], key=lambda t: filled[t])
        filled[team] += sizes[unit]
    seating = Seating(board, pricing, problem_of, team_of)
    part(seating, costs)
    return seating


def part(seating: Seating, costs: Costs) -> None:
    """Move one of two units that must not meet to the cheapest team where it meets none of those it must avoid."""
    for unit, others in enumerate(seating.board.apart):
        team_of = seating.team_of
        if not any(team_of[other] == team_of[unit] for other in others):
            continue
        closed = {team_of[other] for other in others}
        free = [team for team in range(len(seating.teams)) if team not in closed]
        row = costs[unit]
        target = min(free, key=lambda team: row[seating.problem_of[team]], default=team_of[unit])
        if row[seating.problem_of[target]] < FORBIDDEN:
            seating.put(unit, target)


def team_numbers(board: Board, problem_of: Sequence[int], team_of: Sequence[int]) -> list[int]:
    """Number the teams of each problem from 1; a numbered lock is obeyed, others take the lowest free number."""
    wanted: dict[int, int] = {}
    for unit, team in zip(board.units, team_of, strict=True):
        if unit.team_no is not None:
            wanted[team] = unit.team_no
    used = {(problem_of[team], number) for team, number in wanted.items()}
    numbers = []
    for team, place in enumerate(problem_of):
        number = wanted.get(team, 1)
        while team not in wanted and (place, number) in used:
            number += 1
        used.add((place, number))
        numbers.append(number)
    return numbers
