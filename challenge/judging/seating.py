"""The plan of a round whose teams come to rooms: sittings that stay, jurors who join or leave, and what is added."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, insert

from challenge.judging.floor import Floor, closed_pairs, floor, met_by_all, met_pairs, stands, visits_left
from challenge.judging.models import CONFLICT, PLANNED, Round, Visit
from challenge.judging.moving import renumber
from challenge.judging.planning import Given, rows_at
from challenge.judging.reasoning import drop_idle_decisions
from challenge.judging.rules.allocation import Past
from challenge.judging.rules.free_slots import fit_in
from challenge.judging.rules.sittings import Pair, more_sittings, plan_sittings, sittings_for
from challenge.judging.rules.timetable import SlotVisit, timetable
from challenge.judging.sittings import Sitting
from challenge.kernel.work import Work


def plan_floor(
    work: Work, turn: Round, number: int, before: Floor | None, *, are_visits: bool
) -> dict[str, Any] | None:
    """Plan the sittings of a locked round, whose plan is cleared already; None when nobody judges or is judged.

    Sittings that were there stay in their slots: what a team was told holds, whoever sits in the room by now. Jurors
    who sit there join those that have not begun and have no sheet, others leave them. What a team lacks is added; what
    comes in the place of a sitting that it was told of is told too.

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
    plan = plan_sittings(stands(here.found), here.benches, here.found.barred | met_pairs(here.found), wanted, here.seen)
    seated = _expanded(here, _slots(here, plan.pairs), _lost(before, here) if before else Counter())
    added = _put(work, turn, here, seated)
    held = {(seated[one][0], one.project) for one in seated}
    told = {"visits": added, "joined": joined, "missing": plan.missing + len(plan.pairs) - len(held)}
    return {**told, "sittings": len(held), "linked": len(held.intersection(plan.links))}


def _lost(before: Floor, here: Floor) -> Counter[str]:
    """Return by team how many sittings that it was told of are there no more; of a round that opened empty, all."""
    if not before.held:
        return Counter({team.code: len(here.benches) for team in here.found.teams})
    return Counter(one.code for one in before.held if one.is_announced and (one.room, one.code) not in here.seen)


def _follow(work: Work, turn: Round, before: Floor) -> int:
    """Let jurors leave sittings to come of rooms in which they do not sit, and join those of theirs; say how many.

    Nobody leaves the visit that they may be typing, nor a sitting that its team was told of and that nobody else can
    take over.
    """
    in_hand = _in_hand(turn, before)
    seat = {one.id: one.jury_room_id for one in before.found.jurors}
    coming = [one for one in before.held if one.slot > before.begun and not one.has_sheet]
    gone = [
        (one, chair)
        for one in coming
        for chair in one.chairs
        if chair.state == PLANNED and seat.get(chair.juror_id) != one.room_id and chair.visit_id not in in_hand
    ]
    stay = _orphaned(before, coming, {(chair.ref, one.code) for one, chair in gone})
    gone = [(one, chair) for one, chair in gone if not (chair.is_here and (one.room, one.code) in stay)]
    if gone:
        off = delete(Visit).where(Visit.id.in_([chair.visit_id for _, chair in gone]))
        work.session.execute(off.execution_options(synchronize_session=False))
        drop_idle_decisions(work)
        renumber(work, turn.id, {chair.juror_id for _, chair in gone})
    here = floor(work.session, turn, work.now)
    return _put(work, turn, here, _joining(here, coming))


def _orphaned(before: Floor, coming: Sequence[Sitting], leaving: set[Pair]) -> set[Pair]:
    """Return the sittings (room, team) that a team was told of and that nobody of those who sit there may hold."""
    barred = before.found.barred | (met_pairs(before.found) - leaving)
    benches = {one.code: one.jurors for one in before.benches}
    return {
        (one.room, one.code)
        for one in coming
        if one.is_announced
        and one.room in benches
        and all((ref, one.code) in barred for ref in benches[one.room])
        and not any(chair.is_here and chair.state == PLANNED for chair in one.chairs if chair.ref in benches[one.room])
    }


def _in_hand(turn: Round, before: Floor) -> set[int]:
    """Return the next visit of each juror who is here; with a clock only those that are due before the next slot."""
    firsts: dict[int, tuple[int, int]] = {}
    for one in sorted(before.held, key=lambda one: one.slot):
        for chair in one.chairs:
            if chair.state == PLANNED and chair.is_here:
                firsts.setdefault(chair.juror_id, (one.slot, chair.visit_id))
    has_clock = turn.slot_min is not None
    return {visit_id for slot, visit_id in firsts.values() if not has_clock or slot <= before.begun + 1}


def add_sittings(work: Work, turn: Round, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Add sittings (name of the room, code of the team) to a locked round; those that cannot be are passed over.

    Returns:
        `visits` and `sittings` added, `dropped` that were passed over.
    """
    here = floor(work.session, turn, work.now)
    seated = _expanded(here, _slots(here, _possible(here, pairs)), Counter())
    held = {(seated[one][0], one.project) for one in seated}
    visits = _put(work, turn, here, seated)
    return {"visits": visits, "sittings": len(held), "dropped": len(pairs) - len(held)}


def next_sittings(here: Floor, budget: int, past: Past) -> list[Pair]:
    """Return the pairs (room, team) of a wave; `past` is what the ranking says of each team's doubt."""
    return more_sittings(stands(here.found), here.benches, here.found.barred | met_by_all(here), budget, past)


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
    room_of = {ref: one.code for one in here.benches for ref in one.jurors}
    # A juror whose visit is still elsewhere keeps their room free of new ones in that slot.
    elsewhere = {
        SlotVisit(one.slot, room_of[one.juror], one.project) for one in here.found.agenda if one.juror in room_of
    }
    return fit_in(pairs, sorted({*here.agenda, *elsewhere}), {}, here.begun + 1, here.made)


Seated = Mapping[SlotVisit, tuple[str, bool | None]]
"""Visits of jurors with the name of the room, and whether the team is told of them; None = as the round says."""


def _expanded(
    here: Floor, added: Sequence[SlotVisit], lost: Mapping[str, int]
) -> dict[SlotVisit, tuple[str, bool | None]]:
    """Return the visits of new sittings: of all on the bench who may meet the team, are free and have visits left.

    Whoever has few visits left leaves the room after their last one. Of each team so many as it lost are told, the
    first ones.
    """
    barred = here.found.barred | met_pairs(here.found)
    busy, left = {(one.juror, one.slot) for one in here.found.agenda}, visits_left(here.found)
    benches, owed = {one.code: one.jurors for one in here.benches}, Counter(lost)
    seated: dict[SlotVisit, tuple[str, bool | None]] = {}
    for one in sorted(added):
        able = [ref for ref in benches[one.juror] if left[ref] > 0 and (ref, one.slot) not in busy]
        own = [ref for ref in able if (ref, one.project) not in barred]
        is_told = True if own and owed[one.project] > 0 else None
        owed[one.project] -= bool(own)
        for ref in own:
            left[ref] -= 1
            seated[SlotVisit(one.slot, ref, one.project)] = (one.juror, is_told)
    return seated


def _joining(here: Floor, coming: Sequence[Sitting]) -> dict[SlotVisit, tuple[str, bool | None]]:
    """Return the visits by which jurors join sittings of their room that are to come, the earliest first."""
    barred = here.found.barred | met_pairs(here.found)
    busy, left = {(one.juror, one.slot) for one in here.found.agenda}, visits_left(here.found)
    benches = {one.code: one.jurors for one in here.benches}
    codes = {team.code for team in here.found.teams}
    joined: dict[SlotVisit, tuple[str, bool | None]] = {}
    for one in sorted(coming, key=lambda one: (one.slot, one.code)):
        for ref in benches.get(one.room, ()) if one.code in codes else ():
            is_free = (ref, one.slot) not in busy and left[ref] > 0
            if is_free and (ref, one.code) not in barred:
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
