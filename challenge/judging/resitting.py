"""Putting a sitting into another slot or room: its visits go along, from those who leave to those who come."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, func, insert, select

from challenge.judging.events import RoundPlanned, SittingMoved, VisitMoved, VisitSkipped, VisitWithdrawn
from challenge.judging.models import PLANNED, SKIPPED, Juror, JuryRoom, Round, Visit, VisitEdit
from challenge.judging.moving import renumber
from challenge.judging.planning import Given, rows_at
from challenge.judging.reasoning import drop_idle_decisions
from challenge.judging.rules.timetable import SlotVisit
from challenge.judging.sittings import Sitting
from challenge.kernel.work import Work


@dataclass(frozen=True, slots=True)
class Held:
    """A sitting that is being moved, with what it must not collide with.

    Fields:
        named: id of the visit by which it was named; its address stays.
        others: the round's other sittings that are not off.
        met: pairs (room, team) of all the others.
    """

    turn: Round
    named: int
    own: Sitting
    found: Given
    rooms: Sequence[JuryRoom]
    others: Sequence[Sitting]
    met: set[tuple[int, int]]


def put_sitting(work: Work, held: Held, target: JuryRoom, people: Sequence[Juror], slot: int, words: str) -> None:
    """Put a sitting into a room and slot that are free, before jurors who may and can; `words` say why."""
    own, turn = held.own, held.turn
    ids = {one.id for one in people}
    rows = _rows(work, own)
    before = {row.id: row.juror_id for row in rows}
    if target.id != own.room_id:
        rows = _hand_on(work, held, rows, people)
    for row in rows:
        if row.juror_id in ids:
            row.state, row.reason = PLANNED, words
            who = {"from_juror_id": before[row.id], "juror_id": row.juror_id}
            work.emit(VisitMoved(visit_id=row.id, round_id=turn.id, slot=slot, **who))
        row.jury_room_id, row.slot, row.version = target.id, slot, row.version + 1
    work.session.flush()
    _join(work, held, target, [one for one in people if one.id not in {row.juror_id for row in rows}], slot)
    renumber(work, turn.id, ids | {chair.juror_id for chair in own.chairs})
    rooms = {"from_room_id": own.room_id, "room_id": target.id}
    work.emit(SittingMoved(round_id=turn.id, team_id=own.team_id, slot=slot, **rooms))


def _hand_on(work: Work, held: Held, rows: Sequence[Visit], people: Sequence[Juror]) -> list[Visit]:
    """Give the visits of those who do not sit where a sitting goes to those who do; return what is left of them.

    The visit that was named comes first: whoever has its page open, or sends the same again, finds it. One that had a
    sheet once stays, for its history, as skipped, and goes along; what nobody takes over is off the plan.
    """
    ids, known, kept = {one.id for one in people}, {row.juror_id for row in rows}, with_history(work, held.own)
    coming = [one for one in people if one.id not in known]
    leaving = sorted((row for row in rows if row.juror_id not in ids), key=lambda row: (row.id != held.named, row.id))
    off: set[int] = set()
    for row in leaving:
        if row.id not in kept and coming:
            row.juror_id = coming.pop(0).id
        elif row.id not in kept and row.id != held.named:
            off.add(row.id)
        elif row.state == PLANNED:
            row.state = SKIPPED
            work.emit(VisitSkipped(visit_id=row.id, round_id=held.turn.id))
    work.session.flush()
    drop_visits(work, held.turn.id, held.own, off)
    return [row for row in rows if row.id not in off]


def _rows(work: Work, own: Sitting) -> Sequence[Visit]:
    wanted = select(Visit).where(Visit.id.in_([one.visit_id for one in own.chairs])).order_by(Visit.id)
    return work.session.execute(wanted.with_for_update()).scalars().all()


def _join(work: Work, held: Held, target: JuryRoom, people: Sequence[Juror], slot: int) -> None:
    """Add visits of those who have none in the sitting; the team knows of them as it knew of the sitting."""
    new = [SlotVisit(slot, one.ref, held.own.code) for one in people]
    if not new:
        return
    rows = rows_at(held.found, held.turn, new, {(one.juror, one.project): target.id for one in new})
    work.session.execute(insert(Visit), [{**row, "announced": held.own.is_announced} for row in rows])
    counted = select(func.count()).select_from(Visit).where(Visit.round_id == held.turn.id)
    work.emit(RoundPlanned(round_id=held.turn.id, visits=work.session.execute(counted).scalar_one()))


def with_history(work: Work, own: Sitting) -> set[int]:
    """Return its visits that had a sheet once."""
    wanted = select(VisitEdit.visit_id).where(VisitEdit.visit_id.in_([one.visit_id for one in own.chairs]))
    return set(work.session.execute(wanted).scalars())


def drop_visits(work: Work, round_id: int, own: Sitting, visit_ids: set[int]) -> None:
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
