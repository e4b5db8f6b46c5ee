"""Acts on the schedule."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from challenge.editions.actions import pause_clock, resume_clock
from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.schedule import rules
from challenge.schedule.changes import kept, note_change
from challenge.schedule.events import ScheduleDrawn, ScheduleShifted
from challenge.schedule.holding import has_waiting, hold_everything, reached
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.ordering import check_order, followers
from challenge.schedule.placing import instants_of, locked_all, moved, place, place_at
from challenge.schedule.rules import Moments, Transition

TEMPLATES = {"five-days": Path(__file__).parent / "five-days.csv"}


def draw_schedule(work: Work, template: str = "five-days") -> int:
    """Give the work's edition the milestones of a template and return how many.

    Raises:
        Conflict("schedule.drawn"): the edition has milestones already.
    """
    edition = work.locked(Edition, work.edition_id)
    if work.session.execute(select(Milestone.id).where(Milestone.edition_id == edition.id).limit(1)).first():
        raise Conflict("schedule.drawn")
    planned = rules.read_template(TEMPLATES[template].read_text(encoding="utf-8"), edition.starts_on)
    known: dict[str, Milestone] = {}
    for line in planned:
        row = known[line.code] = Milestone(
            edition_id=edition.id,
            code=line.code,
            kind=line.kind,
            title_en=line.title_en,
            title_fr=line.title_fr,
            audience=list(line.audience),
            zone=edition.time_zone,
            notes=line.notes,
            track=line.tracks.get(edition.locale, ""),
        )
        place(row, line.moments)
        work.session.add(row)
    work.session.flush()
    for line in planned:
        if line.opens_after:
            known[line.code].opens_after_id = known[line.opens_after].id
    work.emit(ScheduleDrawn(template=template, milestones=len(planned)))
    return len(planned)


def move_milestone(work: Work, milestone_id: int, wall: Moments, *, version: int) -> dict[str, Any]:
    """Set a milestone's wall times; moments that lie ahead will fire anew, also those that were fired before.

    Of an hour that comes twice (autumn) `fold` says which pass is meant.

    What depends on it and would come too early follows in the same act; `followed` answers how many. It can be taken
    back with them (`changes.undo_change`), unless it is cancelled: then nobody has been told of its times.

    Raises:
        Invalid("schedule.order"): impossible times.
        Invalid("schedule.dependency"): it comes before what it depends on is over, or what depends on it cannot follow.
        Conflict("schedule.changed"): somebody moved it since `version` was read; nothing is overwritten.
    """
    known = {row.id: row for row in locked_all(work)}
    row = known.get(milestone_id) or work.locked(Milestone, milestone_id)
    if row.version != version:
        raise Conflict("schedule.changed", "version")
    at, before = row.moments(), {str(row.id): kept(row) | {"leads": True}}
    rules.check(instants_of(wall, row.zone))
    place(row, wall)
    moved(work, row)
    found = followers(list(known.values()), row.id, work.now)
    for follower_id, times in found.items():
        before[str(follower_id)] = kept(known[follower_id])
        place_at(known[follower_id], times)
        moved(work, known[follower_id])
    check_order(list(known.values()), {}, [row.id], "starts")
    if row.cancelled_at is None and row.moments() != at:
        change = note_change(work, before, since=at.starts)
        work.emit(ScheduleShifted(change_id=change.id, minutes=0, milestones=len(before)))
    return {"code": row.code, "version": row.version, "followed": len(found)}


def reach_milestone(work: Work, milestone_id: int, transition: Transition, version: int) -> bool:
    """Fire one moment of a milestone, once; False when that was done, or the milestone was moved meanwhile.

    False too when the moment, or one before it, waits for the desk's word: `holding` has the acts for that.

    The row of the milestone is locked first, so contending workers wait and then find the firing.

    Raises:
        Invalid("schedule.early"): the moment lies ahead by the edition's clock.
    """
    row = work.locked(Milestone, milestone_id)
    at = dict(row.moments().transitions()).get(transition)
    if row.version != version or at is None:
        return False
    if work.session.get(MilestoneFiring, (row.id, transition.value, version)) is not None or has_waiting(work, row):
        return False
    if at > work.now:
        raise Invalid("schedule.early")
    reached(work, row, transition, at)
    return True


def draw_five_days(work: Work) -> dict[str, Any]:
    """Draw the five-day template; answers how many milestones it brought."""
    return {"milestones": draw_schedule(work)}


def pause(work: Work) -> dict[str, Any]:
    """Let the edition stand still."""
    pause_clock(work, reason="desk")
    return {"paused": True}


def resume(work: Work) -> dict[str, Any]:
    """Let the edition go on from where it stood.

    What was too late before the pause is held first: a clock that goes on has a new beginning, and counts no lateness
    from before it.
    """
    hold_everything(work)
    resume_clock(work, reason="desk")
    return {"paused": False}
