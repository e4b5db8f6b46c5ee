"""The control room as it was, for looking back: nothing can be done there, and nothing moves."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from werkzeug.wrappers import Response

from challenge.control.access import DESK
from challenge.control.desk import hall_zones
from challenge.control.instants import asked_instant
from challenge.control.past_queries import board
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid
from challenge.schedule.queries import lines, now_and_next
from challenge.web.context import here
from challenge.web.render import page, said
from challenge.web.shell import Pages

pages = Pages("control_past", __name__)
STEPS = (timedelta(hours=-1), timedelta(minutes=-15), timedelta(minutes=15), timedelta(hours=1))


@pages.get("/e/<slug>/desk/past", policy=DESK)
def past(slug: str) -> Response:
    """Show the control room as it was at `?at=`, a wall time of the hall; an hour ago where nothing is said."""
    here_now = here()
    edition = here_now.in_edition()
    typed = request.args.get("at", "")
    try:
        at = asked_instant(typed, edition.time_zone, here_now.now)
    except Invalid as problem:
        shown = {"typed": typed, "problems": said(problem), "base": f"/e/{slug}/desk/past"}
        return page("control/past.html", problem.status, at=None, **shown)
    return page("control/past.html", base=f"/e/{slug}/desk/past", problems=[], **_shown(at))


def _shown(at: datetime) -> dict[str, Any]:
    here_now = here()
    edition = here_now.in_edition()
    rows = lines(here_now.session, edition.id)
    drafts = here_now.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)
    found = board(here_now.session, edition.id, at, edition.time_zone, drafts=drafts)
    under_way, _ = now_and_next(rows, at)
    return {
        "at": at,
        "stands_at": at,
        "typed": _wall(at),
        "board": found,
        "zones": hall_zones(found.tables),
        "under_way": under_way,
        "steps": [(int(step.total_seconds() // 60), _wall(at + step)) for step in STEPS if _within(at + step)],
        "before": _wall(found.past.reached_before) if found.past.reached_before else "",
        "after": _wall(found.past.reached_after) if found.past.reached_after else "",
    }


def _within(at: datetime) -> bool:
    return at <= here().now


def _wall(at: datetime) -> str:
    """Return an instant as the hall's wall time, up to the next second: a step must not land before what it is to."""
    whole = at if not at.microsecond else at.replace(microsecond=0) + timedelta(seconds=1)
    return whole.astimezone(ZoneInfo(here().in_edition().time_zone)).replace(tzinfo=None).isoformat("T", "seconds")
