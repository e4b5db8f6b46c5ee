"""The control room as it was, for looking back: nothing can be done there, and nothing moves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from flask import request
from werkzeug.wrappers import Response

from challenge.control.access import DESK, ORGANISER
from challenge.control.desk import hall_zones
from challenge.control.instants import asked_instant, named_instant
from challenge.control.past_lists import HALL_LISTS, Asked, lines_of
from challenge.control.past_queries import STUDENTS, TEAMS, Board, board
from challenge.kernel.access import EDITION
from challenge.kernel.actor import Role
from challenge.kernel.errors import Invalid, NotFound
from challenge.schedule.queries import lines, now_and_next
from challenge.web.context import here
from challenge.web.render import page, said
from challenge.web.shell import Pages

pages = Pages("control_past", __name__)
STEPS = (timedelta(hours=-1), timedelta(minutes=-15), timedelta(minutes=15), timedelta(hours=1))
ROWS = 200
"""Lines of a list on one page."""


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
    found = _board(at)
    under_way, _ = now_and_next(rows, at)
    return {
        "at": at,
        "stands_at": at,
        "typed": _named(at)[:19],
        "board": found,
        "links": _links(at, found),
        "zones": hall_zones(found.tables),
        "under_way": under_way,
        "steps": [(int(step.total_seconds() // 60), _address(at + step)) for step in STEPS if _within(at + step)],
        "before": _address(found.past.reached_before) if found.past.reached_before else "",
        "after": _address(found.past.reached_after) if found.past.reached_after else "",
    }


def _board(at: datetime) -> Board:
    here_now = here()
    edition = here_now.in_edition()
    drafts = here_now.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)
    return board(here_now.session, edition.id, at, edition.time_zone, drafts=drafts)


def _links(at: datetime, found: Board) -> Mapping[str, str]:
    """Return the addresses of the lists at the same instant, by code; "" for those that are closed to the reader."""
    own = f"/e/{here().in_edition().slug}/desk/past"
    is_organiser = ORGANISER.allows(here().actor, EDITION)
    return {
        code: f"{own}/{'hall' if code in HALL_LISTS else 'list'}?{_query(of=code, at=_named(at))}"
        if is_organiser or code in HALL_LISTS
        else ""
        for code in (*found.behind, "submissions.refused")
    }


@pages.get("/e/<slug>/desk/past/hall", policy=DESK)
def past_hall(slug: str) -> Response:
    """Show the list `?of=` of teams as it was at `?at=`, for whoever sees the hall."""
    return _list(slug, is_hall=True)


@pages.get("/e/<slug>/desk/past/list", policy=ORGANISER)
def past_list(slug: str) -> Response:
    """Show the list `?of=` behind a number of the past at `?at=`, `?from=` a line on; for whom those of today are."""
    return _list(slug, is_hall=False)


def _list(slug: str, *, is_hall: bool) -> Response:
    here_now = here()
    edition = here_now.in_edition()
    of, typed = request.args.get("of", TEAMS if is_hall else STUDENTS), request.args.get("at", "")
    try:
        at = asked_instant(typed, edition.time_zone, here_now.now)
    except Invalid as problem:
        shown = {"typed": typed, "problems": said(problem), "base": f"/e/{slug}/desk/past"}
        return page("control/past.html", problem.status, at=None, **shown)
    found = _board(at) if (of in HALL_LISTS) is is_hall else None
    listed = lines_of(Asked(here_now.session, edition.id, at, found, of)) if found else None
    if found is None or listed is None:
        raise NotFound("web.absent")
    first = _first(len(listed[1]))
    return page(
        "control/past_list.html",
        at=at,
        stands_at=at,
        of=of,
        kind=listed[0],
        rows=listed[1][first : first + ROWS],
        count=len(listed[1]),
        board=found,
        back=f"/e/{slug}/desk/past?at={_address(at)}",
        previous=_part(at, of, first - ROWS) if first else "",
        following=_part(at, of, first + ROWS) if first + ROWS < len(listed[1]) else "",
    )


def _first(count: int) -> int:
    """Return the line that `?from=` names, that of a page's beginning; the first for what is none."""
    asked = request.args.get("from", "")
    line = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    return line // ROWS * ROWS if line < count else 0


def _part(at: datetime, of: str, first: int) -> str:
    return f"{request.path}?{_query(**{'of': of, 'at': _named(at), 'from': str(first)})}"


def _query(**values: str) -> str:
    return urlencode(values, safe=":")


def _within(at: datetime) -> bool:
    return at <= here().now


def _named(at: datetime) -> str:
    return named_instant(at, here().in_edition().time_zone)


def _address(at: datetime) -> str:
    return quote(_named(at), safe=":")
