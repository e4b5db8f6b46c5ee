"""Teams of the pool as a seating, and the other way round."""

from collections.abc import Sequence

import numpy as np

from challenge.teams.solver.columns import Pool
from challenge.teams.solver.figures import Ints, Longs


def seats_of(pool: Pool, place_of: Ints, chosen: Sequence[int], units: int) -> Longs:
    """Return a team for each unit that the chosen teams hold, -1 for the others; no team twice, no unit twice."""
    slots: dict[int, list[int]] = {}
    for slot in range(len(place_of) - 1, -1, -1):
        slots.setdefault(int(place_of[slot]), []).append(slot)
    team_of: Longs = np.full(units, -1, dtype=np.int64)
    for team in chosen:
        free = slots.get(int(pool.places[team]))
        members = pool.members[team][pool.members[team] >= 0]
        if free and (team_of[members] < 0).all():
            team_of[members] = free.pop()
    return team_of


def teams_of(pool: Pool, place_of: Ints, team_of: Sequence[int]) -> list[int]:
    """Take the teams of a valid seating into the pool; return their numbers."""
    seats = np.array(team_of)
    order = np.argsort(seats, kind="stable")
    slots, starts = np.unique(seats[order], return_index=True)
    groups = np.split(order.astype(np.int32), starts[1:])
    return [pool.add(int(place_of[slot]), group) for slot, group in zip(slots, groups, strict=True)]
