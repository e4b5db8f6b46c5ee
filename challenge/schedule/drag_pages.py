"""One milestone by some minutes: what was dragged on the day's plan is looked at here before it is done."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, Conflict
from challenge.schedule.access import DESK, find_milestone
from challenge.schedule.capacity import shortages
from challenge.schedule.dragging import dragged
from challenge.schedule.forms import DragForm
from challenge.schedule.models import Milestone
from challenge.schedule.placing import wall_of
from challenge.schedule.queries import lines, milestones
from challenge.schedule.shift_pages import clash_line, move_line
from challenge.schedule.telling import concerned
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said
from challenge.web.shell import Pages

pages = Pages("schedule_drag", __name__)


@pages.get("/e/<slug>/desk/schedule/<milestone>/move", policy=DESK, thing=find_milestone)
def move(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what moving a milestone by `?minutes=` does and whom it tells; nothing is done before it is confirmed."""
    at = here()
    row = at.the(Milestone)
    shown: dict[str, Any] = {"milestone": row, "minutes": request.args.get("minutes", "15")[:6], "moves": []}
    try:
        if row.cancelled_at is not None:
            raise Conflict("schedule.cancelled")
        minutes = parsed(DragForm, {"minutes": shown["minutes"]}).minutes
        rows = milestones(at.session, at.in_edition().id)
        moved, clashing = dragged(rows, row.id, minutes, at.now)
    except ChallengeError as problem:
        return page("schedule/move.html", problem.status, problems=said(problem), **shown)
    shown |= {"moves": [move_line(one) for one in moved], "clashes": [clash_line(one) for one in clashing]}
    shown["told"] = concerned(at.session, at.in_edition().id, [one.milestone.audience for one in moved])
    if moved:
        after = {one.milestone.id: one.after for one in moved}
        edition_id = at.in_edition().id
        shown["shortages"] = shortages(at.session, edition_id, lines(at.session, edition_id), after)
        wall = wall_of(moved[0].after, row.zone)
        given = {"starts": wall.starts, "ends": wall.ends, "announced": wall.announced, "due": wall.due}
        shown["wall"] = {name: at_.isoformat() for name, at_ in {**given, "lock": wall.lock}.items() if at_}
    return page("schedule/move.html", problems=[], **shown)
