"""The schedule as organisers work on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, NotFound
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule import actions
from challenge.schedule.access import DESK, find_milestone
from challenge.schedule.capacity import shortages
from challenge.schedule.days import Day, Notes, counts, days
from challenge.schedule.effects import Effect, effects_of
from challenge.schedule.forms import MilestoneForm
from challenge.schedule.hall import hall_zones, zone_label
from challenge.schedule.looking import Looked, looked_at
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.odd_hours import clock_changes, odd_by_milestone, odd_said, said_by_day, walls_of
from challenge.schedule.passes import pass_choices, said_passes
from challenge.schedule.placing import wall_of
from challenge.schedule.plans import Plan, plans
from challenge.schedule.queries import MilestoneLine, cancelled, last_changes, lines
from challenge.schedule.rules import State
from challenge.schedule.shift_pages import ClashLine, clash_line
from challenge.schedule.shifting import overlaps
from challenge.schedule.stepping import last_steps
from challenge.schedule.telling import concerned
from challenge.schedule.waiting_pages import waiting_shown
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("schedule_desk", __name__)


@pages.get("/e/<slug>/desk/schedule", policy=DESK)
def schedule(slug: str) -> Response:
    """Show every milestone with its state, and the edition's clock."""
    at = here()
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    rows = lines(at.session, at.in_edition().id)
    edition_id = at.in_edition().id
    looked = looked_at(rows)
    shown = {"days": _days(slug, looked), "counts": counts(rows, at.now), "total": len(rows)}
    shown |= {"looked": looked, "base": f"/e/{slug}/desk/schedule"}
    out = cancelled(at.session, edition_id)
    shown |= {"changes": _changes([*rows, *out]), "cancelled": out}
    shown |= {"overlaps": _overlaps(rows), "plans": _plans(slug, looked.rows)}
    steps = last_steps(at.session, edition_id)
    shown |= {"steps": [one for one in steps if not one.seen_at], "seen_steps": [one for one in steps if one.seen_at]}
    shown["shortages"] = shortages(at.session, edition_id, rows)
    shown |= waiting_shown()
    return page("schedule/desk.html", topic=topic, seq=seq, now=at.now, **shown)


@pages.get("/e/<slug>/desk/schedule/days", policy=DESK)
def schedule_days(slug: str) -> Response:
    """Show the days alone, for the island."""
    at = here()
    looked = looked_at(lines(at.session, at.in_edition().id))
    shown = {"days": _days(slug, looked), "plans": _plans(slug, looked.rows)}
    return page("schedule/_desk_days.html", looked=looked, **shown)


def _plans(slug: str, rows: Sequence[MilestoneLine]) -> list[Plan]:
    at = here()
    return plans(rows, at.now, locale=at.locale, zone=at.time_zone, link=f"/e/{slug}/desk/schedule/")


def _changes(rows: Sequence[MilestoneLine | Milestone]) -> list[tuple[ScheduleChange, str]]:
    """Return the last changes, each with the title of the milestone that was moved; "" when everything was."""
    at = here()
    titles = {row.id: row.title(at.locale) for row in rows}
    return [(one, titles.get(one.leading_id() or 0, "")) for one in last_changes(at.session, at.in_edition().id)]


def _overlaps(rows: Sequence[MilestoneLine]) -> list[ClashLine]:
    """Return what lies ahead and gets in each other's way."""
    return [clash_line(one) for one in overlaps([row for row in rows if row.ends_at > here().now])]


def _days(slug: str, looked: Looked) -> list[Day]:
    at = here()
    link = f"/e/{slug}/desk/schedule/"
    changes = clock_changes(looked.rows)
    notes = Notes(looked.zones, odd_by_milestone(changes), said_by_day(changes))
    return days(looked.rows, at.now, locale=at.locale, zone=at.time_zone, notes=notes, link=link)


@pages.post("/e/<slug>/desk/schedule", policy=DESK)
def post_schedule(slug: str) -> Response:
    """Draw the five days."""
    drawn = write(actions.draw_five_days)
    tell("%(count)s milestones are drawn. Each can be moved.", count=drawn["milestones"])
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


@pages.post("/e/<slug>/desk/clock/<act>", policy=DESK)
def post_clock(slug: str, act: str) -> Response:
    """Pause the edition's clock, or let it go on."""
    if act not in ("pause", "resume"):
        raise NotFound("web.absent")
    write(actions.pause if act == "pause" else actions.resume)
    tell("The clock stands still." if act == "pause" else "The clock goes on.")
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


@pages.get("/e/<slug>/desk/schedule/<milestone>", policy=DESK, thing=find_milestone)
def milestone(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one milestone's times for editing."""
    row = here().the(Milestone)
    return editing(row, row.wall, None)


def editing(row: Milestone, wall: Mapping[str, str | None], problem: ChallengeError | None) -> Response:
    """Show one milestone's times as they are or were typed; with the reason when they cannot be."""
    at = here()
    told = concerned(at.session, at.in_edition().id, [row.audience])
    shown = {"milestone": row, "wall": wall, "version": row.version, "told": told, "now": at.now}
    passes = request.values if problem else said_passes(wall_of(row.moments(), row.zone), row.zone)
    shown["passes"] = pass_choices(wall, row.zone, passes)
    shown["odd"] = odd_said(walls_of(row), row.moments(), row.zone)
    zones = hall_zones(at.session, at.in_edition().id)
    shown |= _depending(row) | {"moments": _moments(row), "place": zone_label(zones, row.hall_zone, at.locale)}
    shown["can_move"] = row.cancelled_at is None and row.starts_at > at.now
    shown["can_cancel"] = row.cancelled_at is None and row.moments().state(at.now) in (State.AHEAD, State.ANNOUNCED)
    return page("schedule/milestone.html", problem.status if problem else 200, problems=said(problem), **shown)


def _moments(row: Milestone) -> list[tuple[str, datetime, Sequence[Effect]]]:
    """Return the moments of a milestone in order, each with what it does or will do."""
    at = here()
    own = [line for line in lines(at.session, at.in_edition().id) if line.id == row.id]
    does = effects_of(at.session, at.in_edition().id, own)
    return [
        (transition.value, when, does.get((row.id, transition), ())) for transition, when in row.moments().transitions()
    ]


def _depending(row: Milestone) -> dict[str, Any]:
    """Return what a milestone may depend on, what it does depend on, and what depends on it, by title."""
    at = here()
    rows = lines(at.session, at.in_edition().id)
    names = {one.id: one.public_id for one in rows}
    chosen = {"opens": names.get(row.opens_after_id or 0, ""), "locks": names.get(row.locks_after_id or 0, "")}
    later = [one for one in rows if row.id in (one.opens_after_id, one.locks_after_id)]
    return {"others": [one for one in rows if one.id != row.id], "chosen": chosen, "later": later}


@pages.post("/e/<slug>/desk/schedule/<milestone>", policy=DESK, thing=find_milestone)
def post_milestone(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Move a milestone; what was typed is shown again with the reason when it cannot be."""
    at = here()
    row = at.the(Milestone)
    try:
        form = parsed(MilestoneForm)
        done = write(actions.move_milestone, row.id, form.decided(row.zone), version=form.version)
    except ChallengeError as problem:
        typed: dict[str, str | None] = {name: request.form.get(name) for name in row.wall}
        return editing(row, typed, problem)
    tell("%(title)s was moved. Everybody sees it now.", title=row.title(at.locale))
    if done["followed"]:
        tell("What depends on it has followed: %(count)s.", "note", count=done["followed"])
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)
