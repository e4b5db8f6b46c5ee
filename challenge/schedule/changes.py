"""What can be taken back: everything moved at once, or one milestone moved with what depends on it."""

from datetime import datetime
from typing import Any

from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.schedule.events import ScheduleShifted
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.ordering import check_order
from challenge.schedule.placing import locked_all, moved, place, place_at
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
        Invalid("schedule.nothing"): nothing lies there. And the codes of `shifting.moves` and `ordering.check_order`.
    """
    rows = locked_all(work)
    if state_mark(rows) != seen:
        raise Conflict("schedule.changed", "seen")
    found = moves(rows, shift, work.now)
    if not found:
        raise Invalid("schedule.nothing", "since")
    ids = {move.milestone.id for move in found}
    check_order(rows, {move.milestone.id: move.after for move in found}, ids, "minutes")
    minutes = round(shift.by.total_seconds() / 60)
    before = {str(row.id): kept(row) for row in rows if row.id in ids}
    change = note_change(work, before, since=shift.since, minutes=minutes)
    known = {row.id: row for row in rows}
    for move in found:
        row = known[move.milestone.id]
        place_at(row, move.after)
        moved(work, row)
    work.emit(ScheduleShifted(change_id=change.id, minutes=minutes, milestones=len(found)))
    return {"change": change.public_id, "milestones": len(found), "minutes": minutes}


def undo_change(work: Work, change_id: int) -> dict[str, Any]:
    """Take a change back: every milestone of it is where it was before.

    Raises:
        Conflict("schedule.undone"): it is taken back already.
        Conflict("schedule.changed"): one of its milestones was moved since; names it.
        Conflict("schedule.cancelled"): one of its milestones was cancelled since; restored, it can be put back.
        Conflict("schedule.undo_past"): a moment that has not come yet would lie in the past; names it.
        Invalid("schedule.dependency"): one would open or lock before what it depends on is over.
    """
    change = work.own(ScheduleChange, change_id)
    if change.undone_at is not None:
        raise Conflict("schedule.undone")
    everything = locked_all(work)
    rows = [row for row in everything if str(row.id) in change.before]
    if len(rows) < len(change.before):
        raise Conflict("schedule.cancelled")
    for row in rows:
        if row.version != change.before[str(row.id)]["version"] + 1:
            raise Conflict("schedule.changed", row.code)
    change.before = {str(row.id): change.before[str(row.id)] | {"after": kept(row)["at"]} for row in rows}
    for row in rows:
        ahead = {transition for transition, at in row.moments().transitions() if at >= work.now}
        _put_back(row, change.before[str(row.id)])
        moved(work, row)
        if any(at < work.now and transition in ahead for transition, at in row.moments().transitions()):
            raise Conflict("schedule.undo_past", row.code)
    check_order(everything, {}, [row.id for row in rows], "")
    change.undone_at = work.real
    work.emit(ScheduleShifted(change_id=change.id, minutes=change.minutes, milestones=len(rows), is_undone=True))
    return {"change": change.public_id, "milestones": len(rows), "minutes": change.minutes}


def note_change(work: Work, before: dict[str, dict[str, Any]], *, since: datetime, minutes: int = 0) -> ScheduleChange:
    """Note a change so that it can be taken back.

    Args:
        work: of the edition.
        before: `kept` of each milestone from before the change, by id; each gets exactly one new version by it.
        since: as `ScheduleChange` has it.
        minutes: as `ScheduleChange` has it.
    """
    return work.add(
        ScheduleChange(
            edition_id=work.edition_id,
            author_id=work.actor.account_id,
            minutes=minutes,
            since=since,
            before=before,
            changed_at=work.real,
        )
    )


def kept(row: Milestone) -> dict[str, Any]:
    """Return a milestone's times and version as a change keeps them."""
    at = row.moments()
    given = {"starts": at.starts, "ends": at.ends, "announced": at.announced, "due": at.due, "lock": at.lock}
    instants = {name: value.isoformat() if value else None for name, value in given.items()}
    return {"wall": row.wall, "at": instants, "version": row.version}


def moments_before(change: ScheduleChange) -> dict[int, Moments]:
    """Return the times that milestones had before a change, by id; changes of the first version kept no instants."""
    return {int(name): _read(was["at"]) for name, was in change.before.items() if "at" in was}


def moments_after(change: ScheduleChange) -> dict[int, Moments]:
    """Return the times that milestones were taken back from, by id; changes of former versions did not keep them."""
    return {int(name): _read(was["after"]) for name, was in change.before.items() if "after" in was}


def _put_back(row: Milestone, was: dict[str, Any]) -> None:
    """Set the times that were kept; changes of the first version kept what the hall's clock showed alone."""
    if "at" in was:
        place_at(row, _read(was["at"]))
    else:
        place(row, _read(was["wall"]))


def _read(was: dict[str, str | None]) -> Moments:
    read = {name: datetime.fromisoformat(value) if value else None for name, value in was.items()}
    starts, ends = read["starts"], read["ends"]
    assert starts is not None
    assert ends is not None
    return Moments(starts, ends, read["announced"], read["due"], read["lock"])
