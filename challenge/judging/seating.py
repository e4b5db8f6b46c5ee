"""The plan of a round whose teams come to rooms: sittings that stay, jurors who join or leave, and what is added."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from challenge.judging.models import CONFLICT, PLANNED, Juror, JuryRoom, Round, Visit
from challenge.judging.moving import renumber
from challenge.judging.planning import Given, begun_slot, given, rows_at
from challenge.judging.reasoning import drop_idle_decisions
from challenge.judging.rules.allocation import Past, Stand
from challenge.judging.rules.free_slots import fit_in
from challenge.judging.rules.sittings import Bench, Pair, barred_jurors, more_sittings, plan_sittings, sittings_for
from challenge.judging.rules.timetable import SlotVisit, timetable
from challenge.judging.sittings import Sitting, jury_rooms, sittings
from challenge.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Floor:
    """What a plan of rooms depends on beside `planning.Given`.

    Fields:
        rooms: all of them, in their order.
        benches: those in which somebody sits who is here.
        held: sittings that are there.
        begun: the slot that has begun last, 0 before any.
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
    return here if now is None else replace(here, begun=begun_slot(turn, here.agenda, here.made, now))


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
    own, left = members(found, room), visits_left(found)
    if not own:
        return None
    return Bench(room.name, tuple(one.ref for one in own), min(left[one.ref] for one in own))


def plan_floor(
    work: Work, turn: Round, number: int, before: Floor | None, *, are_visits: bool
) -> dict[str, Any] | None:
    """Plan the sittings of a locked round, whose plan is cleared already; None when nobody judges or is judged.

    Sittings that were there stay in their slots: what a team was told holds, whoever sits in the room by now. Jurors
    who sit there join those that have not begun and have no sheet, others leave them. What a team lacks is added.

    Args:
        work: by the desk or the house.
        turn: the round.
        number: sittings per team, or visits that they are to bring at least.
        before: the floor before the plan was cleared; None when nothing of it is to stay.
        are_visits: whether `number` is visits.

    Returns:
        `visits` and `sittings` planned now, `joined` visits in sittings that were there, `linked` teams that come once
        more so that rooms can be compared, `missing` sittings that found no room.
    """
    joined = _follow(work, turn, before) if before else 0
    here = floor(work.session, turn, work.now)
    if not here.found.teams or not here.benches:
        return None
    each = sittings_for(number, here.benches) if are_visits else number
    counted = Counter(one.code for one in here.held if _counts(one, here.found))
    wanted = {team.code: max(0, each - counted[team.code]) for team in here.found.teams}
    plan = plan_sittings(stands(here.found), here.benches, here.found.barred, wanted, here.seen)
    added = _slots(here, plan.pairs)
    visits = _put(work, turn, here, _expanded(here, added))
    told = {"visits": visits, "joined": joined, "missing": plan.missing}
    return {**told, "sittings": len(added), "linked": len(plan.links)}


def _follow(work: Work, turn: Round, before: Floor) -> int:
    """Let jurors leave sittings to come of rooms in which they do not sit, and join those of theirs; say how many."""
    seat = {one.id: one.jury_room_id for one in before.found.jurors}
    coming = [one for one in before.held if one.slot > before.begun and not one.has_sheet]
    gone = [
        chair
        for one in coming
        for chair in one.chairs
        if chair.state == PLANNED and seat.get(chair.juror_id) != one.room_id
    ]
    if gone:
        off = delete(Visit).where(Visit.id.in_([one.visit_id for one in gone]))
        work.session.execute(off.execution_options(synchronize_session=False))
        drop_idle_decisions(work)
        renumber(work, turn.id, {one.juror_id for one in gone})
    here = floor(work.session, turn, work.now)
    return _put(work, turn, here, _joining(here, coming))


def add_sittings(work: Work, turn: Round, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Add sittings (name of the room, code of the team) to a locked round; those that cannot be are passed over.

    Returns:
        `visits` and `sittings` added, `dropped` that were passed over.
    """
    here = floor(work.session, turn, work.now)
    possible = _possible(here, pairs)
    visits = _put(work, turn, here, _expanded(here, _slots(here, possible)))
    return {"visits": visits, "sittings": len(possible), "dropped": len(pairs) - len(possible)}


def next_sittings(here: Floor, budget: int, past: Past) -> list[Pair]:
    """Return the pairs (room, team) of a wave; `past` is what the ranking says of each team's doubt."""
    return more_sittings(stands(here.found), here.benches, here.found.barred, budget, past)


def stands(found: Given) -> list[Stand]:
    """Return the teams as the rules know them; where they stand is of no matter to a room."""
    return [Stand(team.code, team.theme) for team in found.teams]


def closed_pairs(here: Floor) -> set[Pair]:
    """Return the pairs (room, team) of which a juror must not meet the team."""
    return {
        (one.code, team.code)
        for one in here.benches
        for team in here.found.teams
        if barred_jurors(one, team.code, here.found.barred)
    }


def _counts(one: Sitting, found: Given) -> bool:
    """Return whether a sitting says something about its team, or will; one that was skipped waits for the desk."""
    aside = {juror.ref for juror in found.jurors if juror.set_aside}
    return any(
        chair.state != CONFLICT and chair.ref not in aside and (chair.ref, one.code) not in found.aside
        for chair in one.chairs
    )


def _possible(here: Floor, pairs: Sequence[Pair]) -> list[Pair]:
    closed, left = here.seen | closed_pairs(here), {one.code: one.capacity for one in here.benches}
    codes = {team.code for team in here.found.teams}
    possible = []
    for room, code in dict.fromkeys(pairs):
        if code in codes and (room, code) not in closed and left.get(room, 0) > 0:
            left[room] -= 1
            possible.append((room, code))
    return possible


def _slots(here: Floor, pairs: Sequence[Pair]) -> list[SlotVisit]:
    if not here.agenda:
        return timetable(pairs, {})
    return fit_in(pairs, here.agenda, {}, here.begun + 1, here.made)


Seated = Mapping[SlotVisit, tuple[str, bool | None]]
"""Visits of jurors with the name of the room, and whether the team is told of them; None = as the round says."""


def _expanded(here: Floor, added: Sequence[SlotVisit]) -> dict[SlotVisit, tuple[str, bool | None]]:
    """Return the visits of new sittings: of everybody on the bench who may meet the team and is not elsewhere."""
    met = {(ref, code) for ref, code, _, _ in here.found.kept}
    busy = {(one.juror, one.slot) for one in here.found.agenda}
    benches = {one.code: one.jurors for one in here.benches}
    return {
        SlotVisit(one.slot, ref, one.project): (one.juror, None)
        for one in added
        for ref in benches[one.juror]
        if (ref, one.project) not in here.found.barred | met and (ref, one.slot) not in busy
    }


def _joining(here: Floor, coming: Sequence[Sitting]) -> dict[SlotVisit, tuple[str, bool | None]]:
    """Return the visits by which jurors join sittings of their room that are to come, the earliest first."""
    met = {(ref, code) for ref, code, _, _ in here.found.kept}
    busy, left = {(one.juror, one.slot) for one in here.found.agenda}, visits_left(here.found)
    benches = {one.code: one.jurors for one in here.benches}
    codes = {team.code for team in here.found.teams}
    joined: dict[SlotVisit, tuple[str, bool | None]] = {}
    for one in sorted(coming, key=lambda one: (one.slot, one.code)):
        for ref in benches.get(one.room, ()) if one.code in codes else ():
            is_free = (ref, one.slot) not in busy and left[ref] > 0
            if is_free and (ref, one.code) not in here.found.barred | met:
                left[ref] -= 1
                joined[SlotVisit(one.slot, ref, one.code)] = (one.room, one.is_announced)
    return joined


def _put(work: Work, turn: Round, here: Floor, seated: Seated) -> int:
    """Add visits in their slots and rooms and number their jurors' anew; say how many."""
    if not seated:
        return 0
    ids = {room.name: room.id for room in here.rooms}
    agenda = sorted(seated)
    rows = rows_at(here.found, turn, agenda, {(one.juror, one.project): ids[seated[one][0]] for one in agenda})
    for row, one in zip(rows, agenda, strict=True):
        is_told = seated[one][1]
        row["announced"] = row["announced"] if is_told is None else is_told
    work.session.execute(insert(Visit), rows)
    renumber(work, turn.id, {row["juror_id"] for row in rows})
    return len(rows)
