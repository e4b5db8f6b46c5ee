"""Acts of the desk on one visit: to another slot or juror, off the plan, or made up for; no other visit moves."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, select

from challenge.judging.events import RoundPaced, VisitMoved, VisitWithdrawn
from challenge.judging.models import (
    CONFLICT,
    DONE,
    FROZEN,
    JURY,
    PANELS,
    PLANNED,
    SKIPPED,
    Juror,
    Round,
    Visit,
    VisitEdit,
)
from challenge.judging.planning import Given, given
from challenge.judging.preparing import locked_round, prepare
from challenge.judging.reasoning import drop_idle_decisions, keep_reason, reason_words
from challenge.judging.slots import slot_now
from challenge.kernel.errors import Conflict, Invalid, Late, NotFound
from challenge.kernel.work import Work

MOST_SLOTS = 99
MOST_MINUTES = 120


def set_pace(work: Work, code: str, minutes: int | None) -> dict[str, Any]:
    """Say how many minutes a slot of a round takes; None = the plan has slots but no clock.

    Raises:
        Invalid("judging.slot_minutes"): not 1 to 120.
    """
    if minutes is not None and not 1 <= minutes <= MOST_MINUTES:
        raise Invalid("judging.slot_minutes", "slot_min", most=MOST_MINUTES)
    prepare(work)
    turn = locked_round(work, code)
    if turn.slot_min != minutes:
        turn.slot_min = minutes
        work.emit(RoundPaced(round_id=turn.id, slot_min=minutes))
    return {"round": code, "slot_min": minutes}


def move_visit(work: Work, visit_id: int, version: int, ref: str, slot: int, reason: str) -> dict[str, Any]:
    """Give a visit another slot, another juror, or both; all others stay where they are.

    Args:
        work: by the desk.
        visit_id: a visit without a sheet.
        version: of the visit, as it was shown.
        ref: number of the juror who is to make it.
        slot: 1 to 99.
        reason: why, in a few words; it stays with the visit, where it can be forgotten, and out of the log.

    Raises:
        NotFound("judging.visit"), Late("judging.frozen"), Conflict("judging.changed"): not this visit, not now.
        Conflict("judging.marked"): it has a sheet.
        Conflict("judging.juror_absent"), Conflict("judging.juror_barred"), Conflict("judging.juror_met"),
        Conflict("judging.juror_full"): the juror must not or cannot.
        Conflict("judging.slot_juror"), Conflict("judging.slot_team"): somebody would be twice in the slot.
        Invalid("judging.reason_missing"), Invalid("judging.slot_number"), Invalid("judging.juror_unknown").
        Conflict("judging.in_room"): the team comes to a room; the whole sitting moves (`sitting_moves`).
    """
    words = reason_words(reason)
    if not 1 <= slot <= MOST_SLOTS:
        raise Invalid("judging.slot_number", "slot", most=MOST_SLOTS)
    row, turn = held_visit(work, visit_id, version)
    _refuse_sitting(row)
    found = given(work.session, turn)
    juror = next((one for one in found.jurors if one.ref == ref), None)
    if juror is None:
        raise Invalid("judging.juror_unknown", "juror")
    _check_juror(row, juror, found)
    others = _others(work, row)
    if any(one.slot == slot and one.juror_id == juror.id for one in others):
        raise Conflict("judging.slot_juror", "slot", slot=slot)
    if any(one.slot == slot and one.team_id == row.team_id for one in others):
        raise Conflict("judging.slot_team", "slot", slot=slot)
    return hand_over(work, row, juror, slot, words)


def recover_visit(work: Work, visit_id: int, version: int) -> dict[str, Any]:
    """Make up for a missed visit: skipped, waiting for an absent juror, or taken away by a conflict of interest.

    It goes to the present juror who may and can make it in the earliest slot that is not over; then to the one with the
    fewest visits. The juror who skipped it is asked again only when nobody else can.

    Raises:
        Conflict("judging.not_missed"): nothing to make up for.
        Conflict("judging.nobody_free"): no present juror may and can. And the codes of `move_visit`.
    """
    row, turn = held_visit(work, visit_id, version)
    _refuse_sitting(row)
    found = given(work.session, turn)
    holder = next(one for one in found.jurors if one.id == row.juror_id)
    if row.state not in (SKIPPED, CONFLICT) and not (holder.absent or holder.set_aside):
        raise Conflict("judging.not_missed")
    others = _others(work, row)
    load = Counter(one.juror_id for one in others)
    first = slot_now(turn.opened_at, turn.slot_min, work.now)
    options = [
        (one is holder, _free_slot(others, one.id, row.team_id, first), load[one.id], one.ref, one)
        for one in found.jurors
        if _refusal(row, one, found) is None
    ]
    options = [option for option in options if option[1] <= MOST_SLOTS]
    if not options:
        raise Conflict("judging.nobody_free")
    _, slot, _, _, juror = min(options, key=lambda option: option[:4])
    return hand_over(work, row, juror, slot, "")


def give_back(work: Work, row: Visit) -> bool:
    """Give a visit that a conflict of interest took away back to its juror, whose conflict is lifted.

    It lies in its slot, or in the next one in which the juror and the team are free; in a room with the others who sit
    there, or not at all. Its round is locked.

    Returns:
        False when they cannot make it any more: it still waits for somebody.
    """
    found = given(work.session, work.session.get_one(Round, row.round_id))
    juror = next(one for one in found.jurors if one.id == row.juror_id)
    others = _others(work, row)
    slot = _free_slot(others, juror.id, row.team_id, row.slot)
    if row.jury_room_id is not None:
        is_busy = any(one.juror_id == juror.id and one.slot == row.slot for one in others)
        slot = row.slot if juror.jury_room_id == row.jury_room_id and not is_busy else MOST_SLOTS + 1
    if _refusal(row, juror, found) is not None or slot > MOST_SLOTS:
        return False
    hand_over(work, row, juror, slot, "")
    return True


def withdraw_visit(work: Work, visit_id: int, version: int, reason: str) -> dict[str, Any]:
    """Take a visit off the plan.

    Raises:
        Conflict("judging.has_history"): it had a sheet once, which is kept. And the codes of `move_visit`.
    """
    words = reason_words(reason)
    row, _ = held_visit(work, visit_id, version, PANELS)
    if work.session.execute(select(VisitEdit.id).where(VisitEdit.visit_id == row.id)).first():
        raise Conflict("judging.has_history")
    work.session.execute(delete(Visit).where(Visit.id == row.id).execution_options(synchronize_session=False))
    drop_idle_decisions(work)
    fact = VisitWithdrawn(visit_id=row.id, round_id=row.round_id, juror_id=row.juror_id, team_id=row.team_id)
    keep_reason(work, "withdrawn", row.juror_id, words, row.team_id)
    renumber(work, row.round_id, {row.juror_id})
    work.emit(fact)
    return {"visit": row.public_id, "state": "withdrawn"}


def held_visit(work: Work, visit_id: int, version: int, panels: Collection[str] = (JURY,)) -> tuple[Visit, Round]:
    """Return a visit without a sheet and its round, one of these panels; both are ours until the commit.

    Raises:
        NotFound("judging.visit"), Late("judging.frozen"), Conflict("judging.changed"), Conflict("judging.marked").
    """
    own = select(Visit.round_id).where(Visit.id == visit_id, Visit.edition_id == work.edition_id)
    round_id = work.session.execute(own).scalar_one_or_none()
    if round_id is None:
        raise NotFound("judging.visit")
    # The round first: two moves of one round wait for each other, or both would take the same free slot.
    turn = work.locked(Round, round_id)
    if turn.panel not in panels:
        raise NotFound("judging.visit")
    row = work.locked(Visit, visit_id)
    if turn.state == FROZEN:
        raise Late("judging.frozen")
    if row.version != version:
        raise Conflict("judging.changed", "version")
    if row.state == DONE:
        raise Conflict("judging.marked")
    return row, turn


def _refuse_sitting(row: Visit) -> None:
    if row.jury_room_id is not None:
        raise Conflict("judging.in_room")


def _others(work: Work, row: Visit) -> Sequence[Visit]:
    wanted = select(Visit).where(Visit.round_id == row.round_id, Visit.id != row.id, Visit.state != CONFLICT)
    return work.session.execute(wanted).scalars().all()


def _check_juror(row: Visit, juror: Juror, found: Given) -> None:
    code = _refusal(row, juror, found)
    stays = juror.id == row.juror_id and row.state != CONFLICT
    if code is not None and (not stays or code == "judging.juror_absent"):
        raise Conflict(code, "juror")


def _refusal(row: Visit, juror: Juror, found: Given) -> str | None:
    """Return why a juror must not or cannot make a visit, None when nothing is against it."""
    team = next((one for one in found.teams if one.id == row.team_id), None)
    met = {(ref, code) for ref, code, _, _ in found.kept}
    own = juror.id == row.juror_id
    counted = own and row.state != CONFLICT
    used = sum(ref == juror.ref and state != CONFLICT for ref, _, state, _ in found.kept) - counted
    if juror.absent or juror.set_aside:
        return "judging.juror_absent"
    if team is None or (juror.ref, team.code) in found.barred:
        return "judging.juror_barred"
    if not own and (juror.ref, team.code) in met:
        return "judging.juror_met"
    return "judging.juror_full" if used >= juror.capacity else None


def _free_slot(others: Sequence[Visit], juror_id: int, team_id: int, first: int) -> int:
    """Return the earliest slot from `first` on in which neither is anywhere."""
    taken = {one.slot for one in others if one.juror_id == juror_id or one.team_id == team_id}
    return next(slot for slot in range(first, first + len(taken) + 1) if slot not in taken)


def hand_over(work: Work, row: Visit, juror: Juror, slot: int, reason: str) -> dict[str, Any]:
    """Give a visit without a sheet, whose round is locked, to a juror who may make it and has none of that team."""
    before = row.juror_id
    row.juror_id, row.slot, row.state, row.reason = juror.id, slot, PLANNED, reason
    row.version += 1
    work.session.flush()
    renumber(work, row.round_id, {before, juror.id})
    work.emit(
        VisitMoved(
            visit_id=row.id,
            round_id=row.round_id,
            from_juror_id=before,
            juror_id=juror.id,
            slot=slot,
        )
    )
    return {"visit": row.public_id, "juror": juror.ref, "slot": slot, "version": row.version}


def renumber(work: Work, round_id: int, juror_ids: set[int]) -> None:
    """Number the visits of these jurors in the order of their slots; the slots themselves stay."""
    wanted = select(Visit).where(Visit.round_id == round_id, Visit.juror_id.in_(juror_ids))
    places: Counter[int] = Counter()
    for one in work.session.execute(wanted.order_by(Visit.slot, Visit.place, Visit.id)).scalars():
        places[one.juror_id] += 1
        if one.place != places[one.juror_id]:
            one.place = places[one.juror_id]
    work.session.flush()
