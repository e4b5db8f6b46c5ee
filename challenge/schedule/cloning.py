"""The next edition from this one: the same schedule on other days, and what rooms above take over by the fact."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from challenge.accounts.actions import grant_role
from challenge.editions.actions import create_edition
from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.work import Work
from challenge.schedule.events import EditionCloned, ScheduleDrawn
from challenge.schedule.models import Milestone
from challenge.schedule.placing import place
from challenge.schedule.queries import milestones
from challenge.schedule.rules import Moments


def clone_edition(work: Work, slug: str, *, name: str, starts_on: date) -> dict[str, Any]:
    """Make a new edition like the work's own, and whoever asks for it its organiser.

    Every milestone that is not cancelled lies on the same day, counted from the first, at the same time of the hall's
    clock, whatever summer time does between. Neither people, problems, teams nor anything that they did is taken over.

    Args:
        work: of the edition that is the model.
        slug: name of the new one in addresses.
        name: its name for people.
        starts_on: its first day.

    Returns:
        `slug`, `milestones`: how many it has, `days`: how much later they lie.

    Raises:
        Those of `create_edition`.
    """
    model = work.session.get_one(Edition, work.edition_id)
    rows = milestones(work.session, model.id)
    made = create_edition(work, slug, name=name, starts_on=starts_on, time_zone=model.time_zone, accent=model.accent)
    made.locale, made.settings = model.locale, dict(model.settings)
    by = timedelta(days=(starts_on - model.starts_on).days)
    asker, work.actor = work.actor, replace(work.actor, edition_id=made.id)
    try:
        copies = {row.id: _copied(row, made, by) for row in rows}
        work.session.add_all(copies.values())
        work.session.flush()
        for row in rows:
            _tie(copies[row.id], row, copies)
        if asker.account_id:
            grant_role(work, asker.account_id, Role.ORGANISER)
        work.emit(EditionCloned(model_id=model.id))
        work.emit(ScheduleDrawn(template=model.slug, milestones=len(rows)))
    finally:
        work.actor = asker
    return {"slug": slug, "milestones": len(rows), "days": by.days}


def _tie(copy: Milestone, row: Milestone, copies: Mapping[int, Milestone]) -> None:
    """Let a copy depend on the copies of what its model depends on."""
    if row.opens_after_id is not None:
        copy.opens_after_id = copies[row.opens_after_id].id
    if row.locks_after_id is not None:
        copy.locks_after_id = copies[row.locks_after_id].id


def _copied(row: Milestone, made: Edition, by: timedelta) -> Milestone:
    names = ("code", "kind", "title_en", "title_fr", "notes", "zone", "track", "hall_zone")
    copy = Milestone(edition_id=made.id, audience=list(row.audience), **{name: getattr(row, name) for name in names})
    wall = {name: datetime.fromisoformat(value) + by if value else None for name, value in row.wall.items()}
    starts, ends = wall["starts"], wall["ends"]
    assert starts is not None
    assert ends is not None
    place(copy, Moments(starts, ends, wall["announced"], wall["due"], wall["lock"]))
    return copy
