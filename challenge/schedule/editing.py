"""Acts on one milestone: a new one, other words, cancelled, restored."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneCancelled, MilestoneSet
from challenge.schedule.hall import hall_zones
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.ordering import LOCKS, OPENS, check_circles, check_order, ties
from challenge.schedule.placing import instants_of, locked_all, moved, place, renew
from challenge.schedule.rules import KINDS, Moments, State, Wording, check, check_code, check_wording


def add_milestone(work: Work, code: str, kind: str, wording: Wording, wall: Moments) -> dict[str, Any]:
    """Give the edition one more milestone, at wall times of its hall.

    Raises:
        Invalid: `schedule.code`, `schedule.kind`, those of `rules.check_wording`, `schedule.hall_zone` for a zone that
            the hall does not have, `schedule.order`; `schedule.begun` when a moment lies behind: it would fire at once,
            for a time that nobody has seen coming.
        Conflict("schedule.code_taken"): a milestone has this code, perhaps a cancelled one.
    """
    edition = work.locked(Edition, work.edition_id)
    if kind not in KINDS:
        raise Invalid("schedule.kind", "kind")
    taken = select(Milestone.id).where(Milestone.edition_id == edition.id, Milestone.code == check_code(code))
    if work.session.execute(taken).first():
        raise Conflict("schedule.code_taken", "code", milestone=code)
    row = Milestone(edition_id=edition.id, code=code, kind=kind, zone=edition.time_zone, version=1)
    _word(work, row, check_wording(wording))
    check(instants_of(wall, row.zone))
    place(row, wall)
    _all_ahead(work, row)
    work.add(row)
    work.emit(MilestoneSet(milestone_id=row.id, code=code, milestone_version=row.version))
    return {"milestone": row.public_id, "code": code}


def word_milestone(work: Work, milestone_id: int, wording: Wording, *, version: int) -> dict[str, Any]:
    """Call a milestone otherwise, address it to others or put it elsewhere; its times stay.

    Raises:
        Invalid: those of `rules.check_wording`; `schedule.hall_zone` for a zone that the hall does not have.
        Conflict: `schedule.changed`, `schedule.cancelled`.
    """
    row = _unchanged(work, milestone_id, version)
    if row.cancelled_at is not None:
        raise Conflict("schedule.cancelled")
    _word(work, row, check_wording(wording))
    renew(work, row)
    work.emit(MilestoneSet(milestone_id=row.id, code=row.code, milestone_version=row.version))
    return {"code": row.code, "version": row.version}


def cancel_milestone(work: Work, milestone_id: int, *, version: int) -> dict[str, Any]:
    """Leave a milestone out: it fires nothing and is shown nowhere, until it is restored.

    Raises:
        Conflict: `schedule.changed`; `schedule.begun` when it is under way or over, for what it did cannot be undone;
            `schedule.depended_on` when another one opens or locks after it.
    """
    rows = locked_all(work)
    row = _unchanged(work, milestone_id, version)
    if row.cancelled_at is None:
        if row.moments().state(work.now) not in (State.AHEAD, State.ANNOUNCED):
            raise Conflict("schedule.begun", row.code)
        for tie in ties(rows):
            if tie.first == row.id:
                later = next(one for one in rows if one.id == tie.later)
                raise Conflict("schedule.depended_on", None, milestone=later.code)
        row.cancelled_at = work.real
        renew(work, row)
        work.emit(MilestoneCancelled(milestone_id=row.id, code=row.code, milestone_version=row.version))
    return {"code": row.code, "version": row.version}


def restore_milestone(work: Work, milestone_id: int, *, version: int) -> dict[str, Any]:
    """Take a cancelled milestone into the schedule again, at the times it had.

    Raises:
        Conflict("schedule.changed"), Invalid("schedule.begun"): a moment of it has passed meanwhile.
        Conflict("schedule.cancelled"), Invalid("schedule.dependency"): what it depends on is cancelled, or over later.
    """
    rows = locked_all(work)
    row = _unchanged(work, milestone_id, version)
    if row.cancelled_at is not None:
        row.cancelled_at = None
        renew(work, row)
        _all_ahead(work, row)
        everything = [*(one for one in rows if one.id != row.id), row]
        _all_there(everything, row)
        check_order(everything, {}, [row.id], "starts")
        work.emit(MilestoneSet(milestone_id=row.id, code=row.code, milestone_version=row.version))
    return {"code": row.code, "version": row.version}


def depend_milestone(
    work: Work, milestone_id: int, *, opens_after: int | None, locks_after: int | None, version: int
) -> dict[str, Any]:
    """Say after which milestones one opens and locks; None for none. From then on it follows when those are moved.

    Raises:
        Conflict: `schedule.changed`, `schedule.cancelled`, also for the other ones.
        Invalid("schedule.cycle"): they would wait for each other.
        Invalid("schedule.dependency"): at its present times it opens or locks too early.
    """
    rows = locked_all(work)
    row = _unchanged(work, milestone_id, version)
    if row.cancelled_at is not None:
        raise Conflict("schedule.cancelled")
    row.opens_after_id, row.locks_after_id = opens_after, locks_after
    _all_there(rows, row)
    check_circles(rows)
    check_order(rows, {}, [row.id], OPENS if opens_after else LOCKS)
    moved(work, row)
    return {"code": row.code, "version": row.version}


def _all_there(rows: Sequence[Milestone], row: Milestone) -> None:
    """Refuse a dependency on what does not take place in this edition."""
    there = {one.id for one in rows}
    if not {one for one in (row.opens_after_id, row.locks_after_id) if one is not None} <= there:
        raise Conflict("schedule.cancelled")


def _unchanged(work: Work, milestone_id: int, version: int) -> Milestone:
    row = work.locked(Milestone, milestone_id)
    if row.version != version:
        raise Conflict("schedule.changed", "version")
    return row


def _word(work: Work, row: Milestone, wording: Wording) -> None:
    # A zone that was taken out of the hall since stays with what was planned in it until somebody chooses another.
    is_chosen = wording.hall_zone not in ("", row.hall_zone)
    if is_chosen and wording.hall_zone not in hall_zones(work.session, work.edition_id):
        raise Invalid("schedule.hall_zone", "hall_zone")
    row.title_en, row.title_fr, row.notes = wording.title_en, wording.title_fr, wording.notes
    row.audience, row.track, row.hall_zone = list(wording.audience), wording.track, wording.hall_zone


def _all_ahead(work: Work, row: Milestone) -> None:
    """Refuse moments that lie behind and have not been fired."""
    fired: set[str] = set()
    if row.id is not None:
        wanted = select(MilestoneFiring.transition).where(
            MilestoneFiring.milestone_id == row.id, MilestoneFiring.version == row.version
        )
        fired = set(work.session.execute(wanted).scalars())
    if any(at <= work.now and transition.value not in fired for transition, at in row.moments().transitions()):
        raise Invalid("schedule.begun", "starts")
