"""Acts of the desk on one sitting: to another slot or room, off the plan, or made up for; no other sitting moves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, insert, select

from challenge.judging.events import RoundPlanned, SittingMoved, VisitMoved, VisitSkipped, VisitWithdrawn
from challenge.judging.floor import members, visits_left
from challenge.judging.models import CONFLICT, PLANNED, SKIPPED, Juror, JuryRoom, Round, Visit, VisitEdit
from challenge.judging.moving import MOST_SLOTS, held_visit, renumber
from challenge.judging.planning import Given, given, rows_at
from challenge.judging.reasoning import drop_idle_decisions, keep_reason, reason_words
from challenge.judging.rules.timetable import SlotVisit
from challenge.judging.sittings import Sitting, jury_rooms, sittings
from challenge.judging.slots import slot_now
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """A sitting that is being moved, with what it must not collide with.

    Fields:
        others: the round's other sittings that are not off.
        met: pairs (room, team) of all the others.
    """

    turn: Round
    own: Sitting
    found: Given
    rooms: Sequence[JuryRoom]
    others: Sequence[Sitting]
    met: set[tuple[int, int]]


def move_sitting(work: Work, visit_id: int, version: int, room: str, slot: int, reason: str) -> dict[str, Any]:
    """Give a whole sitting another slot, another room, or both; all others stay where they are.

    In another room those who sit there mark the team; in the same room the same jurors.

    Args:
        work: by the desk.
        visit_id: a visit of the sitting, without a sheet.
        version: of the visit, as it was shown.
        room: name of the room.
        slot: 1 to 99.
        reason: why, in a few words; it stays with the visits and out of the log.

    Raises:
        NotFound("judging.visit"), Late("judging.frozen"), Conflict("judging.changed"), Conflict("judging.marked").
        Conflict("judging.sitting_marked"): somebody has marked the team there.
        Conflict("judging.room_met"): the room sees the team in another sitting.
        Conflict("judging.room_nobody"): nobody who is here sits there, may judge the team and has a visit left.
        Conflict("judging.slot_room"), Conflict("judging.slot_team"), Conflict("judging.slot_juror"): somebody would be
            twice in the slot.
        Invalid("judging.reason_missing"), Invalid("judging.slot_number"), Invalid("judging.room_unknown").
    """
    words = reason_words(reason)
    if not 1 <= slot <= MOST_SLOTS:
        raise Invalid("judging.slot_number", "slot", most=MOST_SLOTS)
    held = _held(work, visit_id, version)
    target = next((one for one in held.rooms if one.name == room), None)
    if target is None:
        raise Invalid("judging.room_unknown", "room")
    if target.id == held.own.room_id:
        stays = {one.juror_id for one in held.own.chairs if one.state != CONFLICT}
        people = [one for one in held.found.jurors if one.id in stays]
    else:
        people = _able(held, target)
        if (target.id, held.own.team_id) in held.met:
            raise Conflict("judging.room_met", "room", room=room)
    if not people:
        raise Conflict("judging.room_nobody", "room", room=room)
    code = _taken(held, target, people, slot)
    if code is not None:
        raise Conflict(code, "slot", slot=slot)
    return _put(work, held, target, people, slot, words)


def recover_sitting(work: Work, visit_id: int, version: int) -> dict[str, Any]:
    """Make up for a missed sitting: nobody marked it, and whoever could has skipped it, is not here or must not.

    It is given the earliest slot that is not over and free in its own room; in another one where nobody of its own can,
    then in the one with the fewest sittings.

    Raises:
        Conflict("judging.not_missed"): somebody has marked it, or still will.
        Conflict("judging.no_room_free"): nobody who is here may and can. And the codes of `move_sitting`.
    """
    held = _held(work, visit_id, version)
    if not held.own.is_missed:
        raise Conflict("judging.not_missed")
    load = Counter(one.room_id for one in held.others)
    first = slot_now(held.turn.opened_at, held.turn.slot_min, work.now)
    options = []
    for target in held.rooms:
        people = _able(held, target) if (target.id, held.own.team_id) not in held.met else []
        slot = _free_slot(held, target, people, first)
        if people and slot <= MOST_SLOTS:
            options.append((target.id != held.own.room_id, slot, load[target.id], target.place, target.id, people))
    if not options:
        raise Conflict("judging.no_room_free")
    best = min(options, key=lambda option: option[:5])
    room = next(one for one in held.rooms if one.id == best[4])
    return _put(work, held, room, best[5], best[1], "")


def withdraw_sitting(work: Work, visit_id: int, version: int, reason: str) -> dict[str, Any]:
    """Take a whole sitting off the plan.

    Raises:
        Conflict("judging.has_history"): one of its visits had a sheet once, which is kept. And those of `move_sitting`.
    """
    words = reason_words(reason)
    own = _held(work, visit_id, version).own
    if _with_history(work, own):
        raise Conflict("judging.has_history")
    round_id = work.session.get_one(Visit, visit_id).round_id
    for chair in own.chairs:
        keep_reason(work, "withdrawn", chair.juror_id, words, own.team_id)
    _drop(work, round_id, own, {chair.visit_id for chair in own.chairs})
    renumber(work, round_id, {chair.juror_id for chair in own.chairs})
    return {"room": own.room, "team": own.code, "state": "withdrawn"}


def _held(work: Work, visit_id: int, version: int) -> Held:
    """Return the sitting of a visit, whose round is ours until the commit.

    Raises:
        Invalid("judging.room_unknown"): the visit is one at a table.
    """
    row, turn = held_visit(work, visit_id, version)
    found = sittings(work.session, turn)
    key = (row.jury_room_id, row.team_id)
    own = next((one for one in found if (one.room_id, one.team_id) == key), None)
    if own is None:
        raise Invalid("judging.room_unknown", "room")
    if own.has_sheet:
        raise Conflict("judging.sitting_marked")
    rest = [one for one in found if one is not own]
    met = {(one.room_id, one.team_id) for one in rest}
    rooms = jury_rooms(work.session, turn.edition_id)
    return Held(turn, own, given(work.session, turn), rooms, [one for one in rest if not one.is_off], met)


def _able(held: Held, target: JuryRoom) -> list[Juror]:
    """Return who sits in a room and may and can judge the team, as if the sitting were not planned yet."""
    code, chairs = held.own.code, {one.ref: one.state for one in held.own.chairs}
    if code not in {team.code for team in held.found.teams}:
        return []
    left = visits_left(held.found)
    met = {ref for ref, team, _, _ in held.found.kept if team == code} - chairs.keys()
    return [
        one
        for one in members(held.found, target)
        if (one.ref, code) not in held.found.barred
        and one.ref not in met
        and left[one.ref] + (chairs.get(one.ref, CONFLICT) != CONFLICT) > 0
    ]


def _busy(held: Held, target: JuryRoom, people: Sequence[Juror]) -> dict[str, set[int]]:
    """Return by code of the refusal the slots that are taken."""
    ids, own = {one.id for one in people}, {one.visit_id for one in held.own.chairs}
    return {
        "judging.slot_room": {one.slot for one in held.others if one.room_id == target.id},
        "judging.slot_team": {one.slot for one in held.others if one.team_id == held.own.team_id},
        "judging.slot_juror": {
            one.slot
            for one in held.others
            for chair in one.chairs
            if chair.juror_id in ids and chair.state != CONFLICT and chair.visit_id not in own
        },
    }


def _taken(held: Held, target: JuryRoom, people: Sequence[Juror], slot: int) -> str | None:
    """Return why a slot is not free, None when it is."""
    return next((code for code, slots in _busy(held, target, people).items() if slot in slots), None)


def _free_slot(held: Held, target: JuryRoom, people: Sequence[Juror], first: int) -> int:
    taken = set[int]().union(*_busy(held, target, people).values())
    return next(slot for slot in range(first, first + len(taken) + 1) if slot not in taken)


def _put(work: Work, held: Held, target: JuryRoom, people: Sequence[Juror], slot: int, words: str) -> dict[str, Any]:
    """Put a sitting into a room and slot that are free, before jurors who may and can."""
    own, turn = held.own, held.turn
    ids = {one.id for one in people}
    if target.id != own.room_id:
        _vacate(work, turn.id, own, ids)
    for row in _rows(work, own):
        if row.juror_id in ids:
            row.state, row.reason = PLANNED, words
            who = {"from_juror_id": row.juror_id, "juror_id": row.juror_id}
            work.emit(VisitMoved(visit_id=row.id, round_id=turn.id, slot=slot, **who))
        row.jury_room_id, row.slot, row.version = target.id, slot, row.version + 1
    work.session.flush()
    _join(work, held, target, people, slot)
    renumber(work, turn.id, ids | {chair.juror_id for chair in own.chairs})
    rooms = {"from_room_id": own.room_id, "room_id": target.id}
    work.emit(SittingMoved(round_id=turn.id, team_id=own.team_id, slot=slot, **rooms))
    return {"room": target.name, "team": own.code, "slot": slot, "jurors": len(people)}


def _vacate(work: Work, round_id: int, own: Sitting, ids: set[int]) -> None:
    """Take those out of a sitting who do not sit where it goes.

    A visit that had a sheet once stays, for its history, as skipped, and goes along.
    """
    kept, leaving = _with_history(work, own), {one.visit_id for one in own.chairs if one.juror_id not in ids}
    _drop(work, round_id, own, leaving - kept)
    for row in _rows(work, own):
        if row.id in leaving and row.state == PLANNED:
            row.state = SKIPPED
            work.emit(VisitSkipped(visit_id=row.id, round_id=round_id))


def _rows(work: Work, own: Sitting) -> Sequence[Visit]:
    wanted = select(Visit).where(Visit.id.in_([one.visit_id for one in own.chairs])).order_by(Visit.id)
    return work.session.execute(wanted.with_for_update()).scalars().all()


def _join(work: Work, held: Held, target: JuryRoom, people: Sequence[Juror], slot: int) -> None:
    """Add visits of those who have none in the sitting yet; the team knows of them as it knew of the sitting."""
    known = {chair.juror_id for chair in held.own.chairs}
    new = [SlotVisit(slot, one.ref, held.own.code) for one in people if one.id not in known]
    if not new:
        return
    rows = rows_at(held.found, held.turn, new, {(one.juror, one.project): target.id for one in new})
    work.session.execute(insert(Visit), [{**row, "announced": held.own.is_announced} for row in rows])
    counted = select(func.count()).select_from(Visit).where(Visit.round_id == held.turn.id)
    work.emit(RoundPlanned(round_id=held.turn.id, visits=work.session.execute(counted).scalar_one()))


def _with_history(work: Work, own: Sitting) -> set[int]:
    """Return its visits that had a sheet once."""
    wanted = select(VisitEdit.visit_id).where(VisitEdit.visit_id.in_([one.visit_id for one in own.chairs]))
    return set(work.session.execute(wanted).scalars())


def _drop(work: Work, round_id: int, own: Sitting, visit_ids: set[int]) -> None:
    """Take visits of a sitting off the plan."""
    if not visit_ids:
        return
    off = delete(Visit).where(Visit.id.in_(visit_ids))
    work.session.execute(off.execution_options(synchronize_session=False))
    drop_idle_decisions(work)
    for chair in own.chairs:
        if chair.visit_id in visit_ids:
            who = {"juror_id": chair.juror_id, "team_id": own.team_id}
            work.emit(VisitWithdrawn(visit_id=chair.visit_id, round_id=round_id, **who))
