"""Acts of the desk on one sitting: to another slot or room, off the plan, or made up for; no other sitting moves."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from challenge.judging.floor import members, visits_left
from challenge.judging.models import CONFLICT, Juror, JuryRoom, Visit
from challenge.judging.moving import MOST_SLOTS, held_visit, renumber
from challenge.judging.planning import given
from challenge.judging.reasoning import keep_reason, reason_words
from challenge.judging.resitting import Held, drop_visits, put_sitting, with_history
from challenge.judging.sittings import jury_rooms, sittings
from challenge.judging.slots import slot_now
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work


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
    put_sitting(work, held, target, people, slot, words)
    return _told(held, target, people, slot)


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
    put_sitting(work, held, room, best[5], best[1], "")
    return _told(held, room, best[5], best[1])


def _told(held: Held, target: JuryRoom, people: Sequence[Juror], slot: int) -> dict[str, Any]:
    return {"room": target.name, "team": held.own.code, "slot": slot, "jurors": len(people)}


def withdraw_sitting(work: Work, visit_id: int, version: int, reason: str) -> dict[str, Any]:
    """Take a whole sitting off the plan.

    Raises:
        Conflict("judging.has_history"): one of its visits had a sheet once, which is kept. And those of `move_sitting`.
    """
    words = reason_words(reason)
    own = _held(work, visit_id, version).own
    if with_history(work, own):
        raise Conflict("judging.has_history")
    round_id = work.session.get_one(Visit, visit_id).round_id
    for chair in own.chairs:
        keep_reason(work, "withdrawn", chair.juror_id, words, own.team_id)
    drop_visits(work, round_id, own, {chair.visit_id for chair in own.chairs})
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
    return Held(turn, visit_id, own, given(work.session, turn), rooms, [one for one in rest if not one.is_off], met)


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
