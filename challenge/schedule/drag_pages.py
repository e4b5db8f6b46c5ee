"""One milestone at other times, dragged on the day's plan or typed: looked at here before it is done."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, Conflict
from challenge.schedule.access import DESK, find_milestone
from challenge.schedule.capacity import shortages
from challenge.schedule.desk import editing
from challenge.schedule.dragging import at_once, dragged, put
from challenge.schedule.forms import TIMES, DragForm, MilestoneForm
from challenge.schedule.models import Milestone
from challenge.schedule.odd_hours import odd_said
from challenge.schedule.passes import other_minutes, pass_choices, said_passes
from challenge.schedule.placing import instants_of, wall_of
from challenge.schedule.queries import lines, milestones
from challenge.schedule.rules import Moments, Transition, check
from challenge.schedule.shift_pages import clash_line, move_line
from challenge.schedule.shifting import Clash, Move
from challenge.schedule.telling import concerned
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said
from challenge.web.shell import Pages

pages = Pages("schedule_drag", __name__)

MOST_MINUTES = 720
_MOMENT = {
    "starts": Transition.OPENED,
    "ends": Transition.CLOSED,
    "announced": Transition.ANNOUNCED,
    "due": Transition.DUE,
    "lock": Transition.LOCKED,
}


@pages.get("/e/<slug>/desk/schedule/<milestone>/move", policy=DESK, thing=find_milestone)
def move(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what moving a milestone by `?minutes=` does and whom it tells; nothing is done before it is confirmed."""
    at = here()
    row = at.the(Milestone)
    shown: dict[str, Any] = {"milestone": row, "minutes": request.args.get("minutes", "15")[:6], "moves": []}
    try:
        _refuse_cancelled(row)
        minutes = parsed(DragForm, {"minutes": shown["minutes"]}).minutes
        rows = milestones(at.session, at.in_edition().id)
        moved, clashing = dragged(rows, row.id, minutes, at.now)
    except ChallengeError as problem:
        return page("schedule/move.html", problem.status, problems=said(problem), **shown)
    if moved:
        shown |= _shown(moved, clashing, wall_of(moved[0].after, row.zone), row.zone)
        shown["either"] = _either_minutes(row, moved[0])
    return page("schedule/move.html", problems=[], version=row.version, **shown)


@pages.get("/e/<slug>/desk/schedule/<milestone>/times", policy=DESK, thing=find_milestone)
def times(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what the times that were typed do and whom they tell; what was typed is shown again when it cannot be."""
    at = here()
    row = at.the(Milestone)
    try:
        _refuse_cancelled(row)
        form = parsed(MilestoneForm, {name: value for name, value in request.args.items() if value})
        if form.version != row.version:
            raise Conflict("schedule.changed", "version")
        wall = form.moments()
        rows = milestones(at.session, at.in_edition().id)
        moved, clashing = put(rows, row.id, check(instants_of(wall, row.zone)), at.now, "starts")
    except ChallengeError as problem:
        typed = {name: request.args.get(name, "")[:20] for name in row.wall}
        return editing(row, typed, problem)
    shown = _shown(moved, clashing, wall, row.zone) if moved else {"moves": []}
    shown["either"] = _either_typed(row, wall)
    return page("schedule/move.html", problems=[], milestone=row, minutes=None, version=form.version, **shown)


def _either_minutes(row: Milestone, moved: Move) -> list[dict[str, Any]]:
    """Return what leads to either pass of the time at which a milestone would stand; nothing where it comes once."""
    found = other_minutes(moved.before, moved.after, row.zone)
    own = url_for("schedule_drag.move", slug=here().in_edition().slug, milestone=row.public_id)
    pills = [
        {"label": label, "href": f"{own}?minutes={minutes}", "active": chosen}
        for label, minutes, chosen in found
        if abs(minutes) <= MOST_MINUTES
    ]
    return [{"moment": Transition.DUE if moved.after.due else Transition.OPENED, "pills": pills}] if pills else []


def _either_typed(row: Milestone, wall: Moments) -> list[dict[str, Any]]:
    """Return for each typed time that comes twice what leads to either pass of it."""
    own = url_for("schedule_drag.times", slug=here().in_edition().slug, milestone=row.public_id)
    typed = {name: value for name in (*TIMES, "version") if (value := request.args.get(name, "")[:20])}
    chosen = said_passes(wall, row.zone)
    found = pass_choices(typed, row.zone, chosen)
    return [
        {
            "moment": _MOMENT[name],
            "pills": [
                {
                    "label": label,
                    "href": f"{own}?{urlencode({**typed, **chosen, f'{name}_pass': word})}",
                    "active": word == one.chosen,
                }
                for word, label in one.options
            ],
        }
        for name, one in found.items()
    ]


def _refuse_cancelled(row: Milestone) -> None:
    if row.cancelled_at is not None:
        raise Conflict("schedule.cancelled")


def _shown(moved: Sequence[Move], clashing: Sequence[Clash], wall: Moments, zone: str) -> dict[str, Any]:
    """Return what the page shows of a move: everything that moves, what is against it, whom it tells, what is sent."""
    at = here()
    edition_id = at.in_edition().id
    after = {one.milestone.id: one.after for one in moved}
    given = {"starts": wall.starts, "ends": wall.ends, "announced": wall.announced, "due": wall.due, "lock": wall.lock}
    return {
        "moves": [move_line(one) for one in moved],
        "clashes": [clash_line(one) for one in clashing],
        "odd": odd_said(given, instants_of(wall, zone), zone),
        "at_once": at_once(moved[0], at.now),
        "told": concerned(at.session, edition_id, [one.milestone.audience for one in moved]),
        "shortages": shortages(at.session, edition_id, lines(at.session, edition_id), after),
        "wall": {name: value.isoformat() for name, value in given.items() if value} | said_passes(wall, zone),
    }
