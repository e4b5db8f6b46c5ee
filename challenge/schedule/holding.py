"""Acts on moments that came while the house stood still for too long: they wait for the desk's word."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from challenge.editions.models import Edition
from challenge.kernel.clock import milliseconds
from challenge.kernel.errors import Conflict
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneReached, MilestonesHeld, MomentSkipped, WaitLimitSet
from challenge.schedule.lateness import SETTING, check_limit, sorted_out
from challenge.schedule.models import Milestone, MilestoneFiring, MilestoneHold
from challenge.schedule.placing import fire, hold
from challenge.schedule.queries import held_moments
from challenge.schedule.rules import Transition
from challenge.schedule.unfired import pending
from challenge.schedule.waiting import limit_minutes, waiting, waiting_mark

Holder = Callable[[Work], int]
"""Lets what another room should have done long ago wait for a word; says how many are new."""

_HOLDERS: list[Holder] = []


def register(holders: Iterable[Holder]) -> None:
    """Take what all rooms hold; the composition root calls it once."""
    _HOLDERS[:] = holders


def hold_everything(work: Work) -> int:
    """Let every moment that is too late wait, and what other rooms hold; return how many are new."""
    return hold_late(work) + sum(holder(work) for holder in _HOLDERS)


def hold_late(work: Work) -> int:
    """Let every moment of the edition that is too late to fire by itself wait; return how many are new.

    The rows of the milestones are locked first: a moment that another worker fires at this very time is not held.
    """
    _, late = sorted_out(pending(work.session, work.real, edition_id=work.edition_id), work.real)
    count = 0
    for one in sorted(late, key=lambda one: one.milestone_id):
        row = work.locked(Milestone, one.milestone_id)
        key = (row.id, one.transition.value, one.version)
        known = work.session.get(MilestoneFiring, key) or work.session.get(MilestoneHold, key)
        if row.version == one.version and known is None:
            hold(work, row, one.transition, one.at)
            count += 1
    if count:
        work.emit(MilestonesHeld(moments=count, limit_min=limit_minutes(work.session, work.edition_id)))
    return count


def fire_waiting(work: Work, *, seen: str) -> dict[str, Any]:
    """Fire everything that waits, in order, each dated at its true time.

    Args:
        work: of the edition.
        seen: `waiting.waiting_mark` of what the organiser decided on.

    Raises:
        Conflict("schedule.waiting"): something else waits by now; nothing is fired.
    """
    _in_turn(work)
    # In the order in which everybody locks them; what waits is read again once nobody can move it any more.
    first = {one.line.id for one in waiting(work.session, work.edition_id)}
    known = {milestone_id: work.locked(Milestone, milestone_id) for milestone_id in sorted(first)}
    rows = waiting(work.session, work.edition_id)
    if waiting_mark(rows) != seen:
        raise Conflict("schedule.waiting")
    for one in rows:
        reached(work, known[one.line.id], one.transition, one.at)
    return {"moments": len(rows)}


def fire_moment(work: Work, milestone_id: int, transition: Transition, version: int) -> dict[str, Any]:
    """Fire one moment that waits, dated at its true time.

    Raises:
        Conflict("schedule.waiting"): it does not wait any more.
        Conflict("schedule.waiting_order"): an earlier moment of the milestone waits, or one of what it opens after.
    """
    row, at = _next_of(work, milestone_id, transition, version)
    reached(work, row, transition, at)
    return {"code": row.code}


def skip_moment(work: Work, milestone_id: int, transition: Transition, version: int) -> dict[str, Any]:
    """Let one moment that waits pass: it never fires, unless its milestone is moved ahead.

    Raises: as `fire_moment`.
    """
    row, at = _next_of(work, milestone_id, transition, version)
    fire(work, row, transition, at, skipped=True)
    told = MomentSkipped(
        milestone_id=row.id,
        code=row.code,
        transition=transition.value,
        milestone_version=row.version,
        at_ms=milliseconds(at),
    )
    work.emit(told)
    return {"code": row.code}


def reached(work: Work, row: Milestone, transition: Transition, at: datetime) -> None:
    """Fire a moment of a locked milestone and say so, dated at its true time."""
    fire(work, row, transition, at)
    work.emit(
        MilestoneReached(
            milestone_id=row.id,
            code=row.code,
            kind=row.kind,
            transition=transition.value,
            milestone_version=row.version,
            at_ms=milliseconds(at),
        )
    )


def has_waiting(work: Work, row: Milestone) -> bool:
    """True when a moment of a locked milestone, or of the one it opens after, waits for the desk's word."""
    names = {row.id, row.opens_after_id}
    return any(milestone_id in names for milestone_id, _ in held_moments(work.session))


def set_limit(work: Work, minutes: int) -> dict[str, Any]:
    """Say how late a moment may be and still fire by itself; what waits already waits on.

    Raises:
        Invalid("schedule.limit"): too little or too much.
    """
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, SETTING: check_limit(minutes)}
    work.emit(WaitLimitSet(minutes=minutes))
    return {"minutes": minutes}


def _next_of(work: Work, milestone_id: int, transition: Transition, version: int) -> tuple[Milestone, datetime]:
    """Return a milestone, locked, with the instant of its moment that waits first."""
    _in_turn(work)
    row = work.own(Milestone, milestone_id)
    own = {one.transition: one for one in waiting(work.session, work.edition_id) if one.line.id == row.id}
    if row.version != version or transition not in own:
        raise Conflict("schedule.waiting")
    if not own[transition].is_first:
        raise Conflict("schedule.waiting_order")
    return row, own[transition].at


def _in_turn(work: Work) -> None:
    """Let words of two organisers at once come one after the other: the second finds what the first has done."""
    work.locked(Edition, work.edition_id)
