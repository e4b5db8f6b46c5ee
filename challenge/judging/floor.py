"""The floor of a round whose teams come to rooms: who sits where, what is there, and who must not meet whom; reads."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from challenge.judging.models import CONFLICT, OPEN, Juror, JuryRoom, Round
from challenge.judging.planning import Given, begun_slot, given
from challenge.judging.rules.allocation import Stand
from challenge.judging.rules.sittings import Bench, Pair, barred_jurors
from challenge.judging.rules.timetable import SlotVisit
from challenge.judging.sittings import Sitting, jury_rooms, sittings


@dataclass(frozen=True, slots=True)
class Floor:
    """What a plan of rooms depends on beside `planning.Given`.

    Fields:
        rooms: all of them, in their order.
        benches: those in which somebody sits who is here.
        held: sittings that are there.
        begun: the slot that has begun last, 0 before any; of an open round at least the first.
    """

    found: Given
    rooms: Sequence[JuryRoom]
    benches: Sequence[Bench]
    held: Sequence[Sitting]
    begun: int

    @property
    def seen(self) -> set[Pair]:
        """Pairs (room, team) of sittings that are there, whatever became of them."""
        return {(one.room, one.code) for one in self.held}

    @property
    def agenda(self) -> list[SlotVisit]:
        """Where the sittings lie that are not off, rooms in the place of jurors."""
        return [SlotVisit(one.slot, one.room, one.code) for one in self.held if not one.is_off]

    @property
    def made(self) -> list[SlotVisit]:
        """Those of them that have a sheet."""
        return [SlotVisit(one.slot, one.room, one.code) for one in self.held if one.has_sheet]


def floor(session: Session, turn: Round, now: datetime | None = None) -> Floor:
    """Read what a plan of rooms depends on; eight statements. Without an instant no slot counts as begun."""
    found, rooms, held = given(session, turn), jury_rooms(session, turn.edition_id), sittings(session, turn)
    benches = [one for room in rooms if (one := _bench(found, room)) is not None]
    here = Floor(found, rooms, benches, held, 0)
    if now is None:
        return here
    return replace(here, begun=max(turn.state == OPEN, begun_slot(turn, here.agenda, here.made, now)))


def members(found: Given, room: JuryRoom) -> list[Juror]:
    """Return the jurors who sit in a room, are here and make visits at all, by number."""
    return [
        one
        for one in found.jurors
        if one.jury_room_id == room.id and one.capacity and not (one.absent or one.set_aside)
    ]


def visits_left(found: Given) -> dict[str, int]:
    """Return by juror how many visits of the round they can still be given."""
    used = Counter(ref for ref, _, state, _ in found.kept if state != CONFLICT)
    return {one.ref: max(0, one.capacity - used[one.ref]) for one in found.jurors}


def _bench(found: Given, room: JuryRoom) -> Bench | None:
    """Return a room as it can be planned: it is open as long as half of those who sit there have visits left."""
    own, left = members(found, room), visits_left(found)
    if not own:
        return None
    most = sorted((left[one.ref] for one in own), reverse=True)
    return Bench(room.name, tuple(one.ref for one in own), most[(len(own) - 1) // 2])


def stands(found: Given) -> list[Stand]:
    """Return the teams as the rules know them; where they stand is of no matter to a room."""
    return [Stand(team.code, team.theme) for team in found.teams]


def closed_pairs(here: Floor) -> set[Pair]:
    """Return the pairs (room, team) of which a juror must not meet the team, or of which all have met it."""
    barred = here.found.barred | met_by_all(here)
    return {
        (one.code, team.code)
        for one in here.benches
        for team in here.found.teams
        if barred_jurors(one, team.code, barred)
    }


def met_pairs(found: Given) -> set[Pair]:
    """Return the pairs (juror, team) that have a visit, wherever it is: nobody is given a team twice."""
    return {(ref, code) for ref, code, _, _ in found.kept}


def met_by_all(here: Floor) -> set[Pair]:
    """Return the pairs (juror, team) of rooms all of whose jurors have a visit of the team, or must not."""
    met = met_pairs(here.found)
    return {
        (ref, team.code)
        for one in here.benches
        for team in here.found.teams
        if len(barred_jurors(one, team.code, here.found.barred | met)) == len(one.jurors)
        for ref in one.jurors
    }
