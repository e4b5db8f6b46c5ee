"""Putting a milestone at its times, and what of it has been fired already."""

from datetime import datetime

from sqlalchemy import select

from challenge.kernel.clock import instant, zone
from challenge.kernel.work import Work
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.rules import Moments, Transition


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
    row.starts_at, row.ends_at = instant(wall.starts, row.zone), instant(wall.ends, row.zone)
    row.announced_at, row.due_at, row.lock_at = (
        instant(value, row.zone) if value else None for value in (wall.announced, wall.due, wall.lock)
    )


def place_at(row: Milestone, at: Moments) -> None:
    """Set a milestone's instants and what the hall's clock shows then.

    In the hour that the clock shows twice (autumn) the wall time alone means its first pass: an instant in the second
    would come back an hour early.
    """
    place(row, _wall_of(at, row.zone))
    row.starts_at, row.ends_at = at.starts, at.ends
    row.announced_at, row.due_at, row.lock_at = at.announced, at.due, at.lock


def _wall_of(at: Moments, zone_name: str) -> Moments:
    """Return what the hall's clock shows at the instants."""
    hall = zone(zone_name)
    given = (at.starts, at.ends, at.announced, at.due, at.lock)
    starts, ends, *others = (one.astimezone(hall).replace(tzinfo=None) if one else None for one in given)
    assert starts is not None
    assert ends is not None
    return Moments(starts, ends, *others)


def renew(work: Work, row: Milestone) -> None:
    """Give a changed milestone its next version; what it has fired and what lies behind stays fired."""
    row.version += 1
    work.session.flush()
    _keep_past_firings(work, row)


def _keep_past_firings(work: Work, row: Milestone) -> None:
    """Count moments that were fired and still lie in the past as fired: moving a lock must not open again."""
    fired = work.session.execute(
        select(MilestoneFiring.transition).where(
            MilestoneFiring.milestone_id == row.id, MilestoneFiring.version == row.version - 1
        )
    ).scalars()
    past = {transition.value: at for transition, at in row.moments().transitions() if at <= work.now}
    for name in fired:
        if name in past:
            fire(work, row, Transition(name), past[name])


def fire(work: Work, row: Milestone, transition: Transition, at: datetime) -> None:
    """Note that a moment of the milestone's present version was reached."""
    work.add(
        MilestoneFiring(
            milestone_id=row.id, transition=transition.value, version=row.version, at=at, fired_at=work.real
        )
    )
