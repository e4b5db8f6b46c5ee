"""Small boards to the end: places that no better plan can use are closed, what remains is an integer program.

The prices behind the bound also tell what a plan costs at least in which a unit sits on a problem. Where that is more
than the best plan known, the place is closed (reduced cost fixing). On boards of a hundred students a third of the
places stays open, and the program over them ends at its first node or soon after.
"""

import math

import numpy as np

from challenge.teams.solver.bounding import Pricer
from challenge.teams.solver.columns import Flags
from challenge.teams.solver.figures import FORBIDDEN, Ints
from challenge.teams.solver.narrowing import compose_among
from challenge.teams.solver.repair_whole import SETTINGS
from challenge.teams.solver.slate import Floats
from challenge.teams.solver.standing import Standing, Task

WORK_PER_PAIR = 1.5
"""What it costs to ask of one pair of a unit and a problem what one other unit adds to it, in proposals (measured)."""

MOST_SEATS = 3_000
"""Open pairs of a unit and a team up to which the program ends soon enough: within some ten seconds."""

WANTED = 1e5
"""Added to the price of a unit that has to join: more than any team costs."""

NODES = 20_000
"""Most nodes of one search for a problem's cheapest team with a given unit."""

ROUNDING = 1e-6


def price_of_fixing(task: Task) -> int:
    """Return what `open_places` costs on a board, in proposals of the search."""
    return int(len(task.board.units) * np.count_nonzero(task.board.allowed) * WORK_PER_PAIR)


def decide(task: Task, standing: Standing, pricer: Pricer, duals: Floats) -> None:
    """Find a plan better than the best known, or prove that there is none; gives up where too many places stay open.

    Args:
        task: the puzzle.
        standing: with a plan; takes a better one, and the bound.
        pricer: finds cheapest teams.
        duals: prices of the units that prove a good bound.
    """
    best, cost = standing.team_of, standing.cost
    if best is None or standing.is_proven():
        return
    chosen = open_places(pricer, duals, cost - 1)
    # The plan in hand as well: whoever begins with it sees at once what cannot be better.
    chosen[np.arange(len(best)), task.place_of[best]] = True
    if np.count_nonzero(chosen[:, task.place_of]) > MOST_SEATS:
        return
    bound = compose_among(task, standing, chosen, SETTINGS)
    # Plans that use a closed place cost no less than the one known.
    standing.bound = max(standing.bound, min(cost, math.ceil(bound - ROUNDING)))


def open_places(pricer: Pricer, duals: Floats, most: int) -> Flags:
    """Return where each unit may sit in plans that cost `most` at most, as one row per unit and a column per problem.

    Without bonds between units; those only make plans dearer.
    """
    units, rules, _ = pricer.figures
    places, count = np.arange(len(rules.low)), len(duals)
    low = pricer.price(places, duals, np.full(len(places), float(FORBIDDEN)), NODES).low
    shares = _cheapest(low, rules.least, rules.most)
    fewer = _cheapest(low, np.maximum(0, rules.least - 1), np.maximum(0, rules.most - 1))
    # What a team with the unit may cost above its members' prices.
    allowance = most - (duals.sum() + shares.sum() - shares + fewer) + ROUNDING
    opened: Flags = units.cost < FORBIDDEN
    for unit in range(count):
        asked = duals.copy()
        asked[unit] += WANTED
        found = pricer.price(places, asked, allowance - WANTED + 1.0, NODES)
        opened[unit] &= found.low + WANTED <= allowance
    return opened


def _cheapest(low: Floats, least: Ints, most: Ints) -> Floats:
    """Return what the teams of each problem add to the bound when it forms as many as it likes."""
    added: Floats = np.minimum(low * least, low * most)
    return added
