"""Acts on many milestones at once, each of which can be taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneSet, ScheduleShifted
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.placing import place, place_at, renew
from challenge.schedule.queries import state_mark
from challenge.schedule.rules import Moments
from challenge.schedule.shifting import Shift, moves


def shift_schedule(work: Work, shift: Shift, *, seen: str) -> dict[str, Any]:
    """Move everything from an instant on.

    Args:
        work: of the edition.
        shift: what is asked for.
        seen: `queries.state_mark` of the milestones that the organiser decided on.

    Returns:
        `change`: outside name of the change; `milestones`: how many moved; `minutes`.

    Raises:
        Conflict("schedule.changed"): somebody moved a milestone since; nothing is overwritten.
        Invalid("schedule.nothing"): nothing lies there. And the codes of `shifting.moves`.
    """
    rows = _locked(work)
    if state_mark(rows) != seen:
        raise Conflict("schedule.changed", "seen")
    found = moves(rows, shift, work.now)
    if not found:
        raise Invalid("schedule.nothing", "since")
    ids = {move.milestone.id for move in found}
    minutes = round(shift.by.total_seconds() / 60)
    change = work.add(
        ScheduleChange(
            edition_id=work.edition_id,
            author_id=work.actor.account_id,
            minutes=minutes,
            since=shift.since,
            before={str(row.id): _kept(row) for row in rows if row.id in ids},
            changed_at=work.real,
        )
    )
    known = {row.id: row for row in rows}
    for move in found:
        row = known[move.milestone.id]
        place_at(row, move.after)
        _moved(work, row)
    work.emit(ScheduleShifted(change_id=change.id, minutes=minutes, milestones=len(found)))
    return {"change": change.public_id, "milestones": len(found), "minutes": minutes}


def undo_change(work: Work, change_id: int) -> dict[str, Any]:
    """Take a change back: every milestone of it is where it was before.

    Raises:
        Conflict("schedule.undone"): it is taken back already.
        Conflict("schedule.changed"): one of its milestones was moved since; names it.
        Conflict("schedule.cancelled"): one of its milestones was cancelled since; restored, it can be put back.
        Conflict("schedule.undo_past"): a moment that has not come yet would lie in the past; names it.
    """
    change = work.locked(ScheduleChange, change_id)
    if change.edition_id != work.edition_id:
        raise NotFound("work.absent")
    if change.undone_at is not None:
        raise Conflict("schedule.undone")
    rows = [row for row in _locked(work) if str(row.id) in change.before]
    if len(rows) < len(change.before):
        raise Conflict("schedule.cancelled")
    for row in rows:
        if row.version != change.before[str(row.id)]["version"] + 1:
            raise Conflict("schedule.changed", row.code)
    for row in rows:
        ahead = {transition for transition, at in row.moments().transitions() if at >= work.now}
        _put_back(row, change.before[str(row.id)])
        _moved(work, row)
        if any(at < work.now and transition in ahead for transition, at in row.moments().transitions()):
            raise Conflict("schedule.undo_past", row.code)
    change.undone_at = work.real
    work.emit(ScheduleShifted(change_id=change.id, minutes=change.minutes, milestones=len(rows), is_undone=True))
    return {"change": change.public_id, "milestones": len(rows), "minutes": change.minutes}


def _locked(work: Work) -> Sequence[Milestone]:
    """Return the edition's milestones by start, then code, locked; two shifts at once wait for each other."""
    wanted = select(Milestone).where(Milestone.edition_id == work.edition_id, Milestone.cancelled_at.is_(None))
    wanted = wanted.order_by(Milestone.id)
    rows = work.session.execute(wanted.with_for_update().execution_options(populate_existing=True)).scalars()
    return sorted(rows, key=lambda row: (row.starts_at, row.code))


def _moved(work: Work, row: Milestone) -> None:
    renew(work, row)
    work.emit(MilestoneSet(milestone_id=row.id, code=row.code, milestone_version=row.version))


def _kept(row: Milestone) -> dict[str, Any]:
    at = row.moments()
    given = {"starts": at.starts, "ends": at.ends, "announced": at.announced, "due": at.due, "lock": at.lock}
    instants = {name: value.isoformat() if value else None for name, value in given.items()}
    return {"wall": row.wall, "at": instants, "version": row.version}


def _put_back(row: Milestone, kept: dict[str, Any]) -> None:
    """Set the times that were kept; changes of the first version kept what the hall's clock showed alone."""
    if "at" in kept:
        place_at(row, _read(kept["at"]))
    else:
        place(row, _read(kept["wall"]))


def _read(kept: dict[str, str | None]) -> Moments:
    read = {name: datetime.fromisoformat(value) if value else None for name, value in kept.items()}
    starts, ends = read["starts"], read["ends"]
    assert starts is not None
    assert ends is not None
    return Moments(starts, ends, read["announced"], read["due"], read["lock"])
