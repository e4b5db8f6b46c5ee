"""Which visits a conflict of interest had taken away at an instant of the past, and nobody had. Pure."""

from collections.abc import Collection, Iterable

from challenge.control.past_jury import Jury
from challenge.control.past_visits import Kept


def given_up(jury: Jury, rows: Iterable[Kept], rounds: Collection[int]) -> list[int]:
    """Return these visits, of rounds that were not over and teams that were judged.

    Whoever left a room is missed by nobody, as long as others there mark the team; see `judging.attention`. Where a
    juror sat whose visit was taken off since, their other visits of the round say.

    Args:
        jury: what the log says.
        rows: the plan of these rounds as it is now.
        rounds: of the jury.
    """
    there = [(row, _room(jury, row)) for row in jury.there(rows, rounds)]
    own = {row.id: room for row, room in there}
    seats = {(row.round_id, row.juror_id): room for row, room in there}
    marked = {(row.round_id, row.team_id, room) for row, room in there if row.id not in jury.conflicts}
    lost = ((visit, own) for visit, own in jury.gone.items() if visit not in jury.conflicts)
    marked |= {(turn, team, seats.get((turn, juror))) for _, (turn, juror, team) in lost}
    found = []
    for visit, (turn, juror, team) in jury.conflicts.items():
        room = seats.get((turn, juror)) if visit in jury.gone else own.get(visit)
        others = room is not None and (turn, team, room) in marked
        if turn in rounds and turn not in jury.frozen and team not in jury.out and not others:
            found.append(visit)
    return found


def _room(jury: Jury, row: Kept) -> int | None:
    """Return the room of a visit as it was."""
    room = row.room_id
    for turn, team, before, after in reversed(jury.sittings):
        if (turn, team, after) == (row.round_id, row.team_id, room):
            room = before
    return room
