"""Putting a milestone at its times, and what of it has been fired already."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from challenge.kernel.clock import zone
from challenge.kernel.work import Work
from challenge.schedule.events import MilestoneSet
from challenge.schedule.models import Milestone, MilestoneFiring, MilestoneHold
from challenge.schedule.rules import Moments, Transition
from challenge.schedule.summer_time import meant


def place(row: Milestone, wall: Moments) -> None:
    """Set a milestone's wall times and the instants they mean in its zone."""
    given = {
        "starts": wall.starts,
        "ends": wall.ends,
        "announced": wall.announced,
        "due": wall.due,
        "lock": wall.lock,
    }
    row.wall = {name: value.isoformat(timespec="minutes") if value else None for name, value in given.items()}
    _set(row, instants_of(wall, row.zone))


def place_at(row: Milestone, at: Moments) -> None:
    """Set a milestone's instants and what the hall's clock shows then."""
    place(row, wall_of(at, row.zone))
    _set(row, at)


def _set(row: Milestone, at: Moments) -> None:
    row.starts_at, row.ends_at = at.starts, at.ends
    row.announced_at, row.due_at, row.lock_at = at.announced, at.due, at.lock


def instants_of(wall: Moments, zone_name: str) -> Moments:
    """Return the instants that wall times of a hall mean; see `summer_time.meant` for hours that are changed."""
    others = (meant(value, zone_name) if value else None for value in (wall.announced, wall.due, wall.lock))
    return Moments(meant(wall.starts, zone_name), meant(wall.ends, zone_name), *others)


def wall_of(at: Moments, zone_name: str) -> Moments:
    """Return what the hall's clock shows at the instants; `fold` is 1 in the second pass of what comes twice."""
    hall = zone(zone_name)
    given = (at.starts, at.ends, at.announced, at.due, at.lock)
    starts, ends, *others = (one.astimezone(hall).replace(tzinfo=None) if one else None for one in given)
    assert starts is not None
    assert ends is not None
    return Moments(starts, ends, *others)


def locked_all(work: Work) -> Sequence[Milestone]:
    """Return the edition's milestones by start, then code, locked; two acts on many at once wait for each other."""
    wanted = select(Milestone).where(Milestone.edition_id == work.edition_id, Milestone.cancelled_at.is_(None))
    wanted = wanted.order_by(Milestone.id)
    rows = work.session.execute(wanted.with_for_update().execution_options(populate_existing=True)).scalars()
    return sorted(rows, key=lambda row: (row.starts_at, row.code))


def renew(work: Work, row: Milestone) -> None:
    """Give a changed milestone its next version; what it has fired, and what waits for a word, stays so in the past."""
    row.version += 1
    work.session.flush()
    past = {transition.value: at for transition, at in row.moments().transitions() if at <= work.now}
    _keep_past_firings(work, row, past)
    _keep_waiting(work, row, past)


def moved(work: Work, row: Milestone) -> None:
    """Renew a milestone and say that it is another now."""
    renew(work, row)
    work.emit(MilestoneSet(milestone_id=row.id, code=row.code, milestone_version=row.version))


def _keep_past_firings(work: Work, row: Milestone, past: dict[str, datetime]) -> None:
    """Count moments that were fired and still lie in the past as fired: moving a lock must not open again."""
    fired = work.session.execute(
        select(MilestoneFiring.transition, MilestoneFiring.skipped).where(
            MilestoneFiring.milestone_id == row.id, MilestoneFiring.version == row.version - 1
        )
    ).all()
    for name, skipped in fired:
        if name in past:
            fire(work, row, Transition(name), past[name], skipped=skipped)


def _keep_waiting(work: Work, row: Milestone, past: dict[str, datetime]) -> None:
    """Let moments that wait for the desk's word wait on: a word changed meanwhile is no word to fire."""
    held = select(MilestoneHold.transition).where(
        MilestoneHold.milestone_id == row.id, MilestoneHold.version == row.version - 1
    )
    for name in work.session.execute(held).scalars().all():
        if name in past and work.session.get(MilestoneFiring, (row.id, name, row.version)) is None:
            hold(work, row, Transition(name), past[name])


def fire(work: Work, row: Milestone, transition: Transition, at: datetime, *, skipped: bool = False) -> None:
    """Note that a moment of the milestone's present version was reached, or skipped."""
    key = {"milestone_id": row.id, "transition": transition.value, "version": row.version}
    work.add(MilestoneFiring(**key, at=at, fired_at=work.real, skipped=skipped))


def hold(work: Work, row: Milestone, transition: Transition, at: datetime) -> None:
    """Note that a moment of the milestone's present version waits for the desk's word."""
    key = {"milestone_id": row.id, "transition": transition.value, "version": row.version}
    work.add(MilestoneHold(**key, at=at, held_at=work.real))
