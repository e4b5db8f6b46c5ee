"""Acts on the schedule."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from challenge.editions.actions import pause_clock, resume_clock
from challenge.editions.models import Edition
from challenge.kernel.clock import milliseconds
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.schedule import rules
from challenge.schedule.events import MilestoneReached, MilestoneSet, ScheduleDrawn
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.placing import fire, place, renew
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
    for line in planned:
        row = Milestone(
            edition_id=edition.id,
            code=line.code,
            kind=line.kind,
            title_en=line.title_en,
            title_fr=line.title_fr,
            audience=list(line.audience),
            zone=edition.time_zone,
            notes=line.notes,
        )
        place(row, line.moments)
        work.session.add(row)
    work.emit(ScheduleDrawn(template=template, milestones=len(planned)))
    return len(planned)


def move_milestone(work: Work, milestone_id: int, wall: Moments, *, version: int) -> dict[str, Any]:
    """Set a milestone's wall times; moments that lie ahead will fire anew, also those that were fired before.

    Raises:
        Invalid("schedule.order"): impossible times.
        Conflict("schedule.changed"): somebody moved it since `version` was read; nothing is overwritten.
    """
    row = work.locked(Milestone, milestone_id)
    if row.version != version:
        raise Conflict("schedule.changed", "version")
    place(row, rules.check(wall))
    renew(work, row)
    work.emit(MilestoneSet(milestone_id=row.id, code=row.code, milestone_version=row.version))
    return {"code": row.code, "version": row.version}


def reach_milestone(work: Work, milestone_id: int, transition: Transition, version: int) -> bool:
    """Fire one moment of a milestone, once; False when that was done, or the milestone was moved meanwhile.

    The row of the milestone is locked first, so contending workers wait and then find the firing.

    Raises:
        Invalid("schedule.early"): the moment lies ahead by the edition's clock.
    """
    row = work.locked(Milestone, milestone_id)
    at = dict(row.moments().transitions()).get(transition)
    if row.version != version or at is None:
        return False
    if work.session.get(MilestoneFiring, (row.id, transition.value, version)) is not None:
        return False
    if at > work.now:
        raise Invalid("schedule.early")
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
    return True


def draw_five_days(work: Work) -> dict[str, Any]:
    """Draw the five-day template; answers how many milestones it brought."""
    return {"milestones": draw_schedule(work)}


def pause(work: Work) -> dict[str, Any]:
    """Let the edition stand still."""
    pause_clock(work, reason="desk")
    return {"paused": True}


def resume(work: Work) -> dict[str, Any]:
    """Let the edition go on from where it stood."""
    resume_clock(work, reason="desk")
    return {"paused": False}
