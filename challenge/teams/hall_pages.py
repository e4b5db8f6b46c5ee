"""Where organisers describe the hall, and seat all teams anew."""

from collections.abc import Sequence
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, Conflict, Rejected
from challenge.teams import table_acts
from challenge.teams.access import DESK
from challenge.teams.table_forms import HallForm, SeenForm, as_list
from challenge.teams.tables import Plan, plan_of, wishes_of
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams_hall", __name__)

SPARE_LINES = 2
"""Empty lines of the hall's form, for new zones."""


@pages.get("/e/<slug>/desk/teams/tables/again", policy=DESK)
def again(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what seating all teams anew by their wishes would move and mend, before anybody is moved."""
    return _again()


def _again(problem: ChallengeError | None = None) -> Response:
    at = here()
    plan = plan_of(at.session, at.in_edition().id)
    new = table_acts.proposed(plan)
    places = [new[seat.team_id] for seat in plan.seats]
    shown = {
        "plan": plan,
        "moved": [(seat, place) for seat, place in zip(plan.seats, places, strict=True) if seat.place != place],
        "before": len(plan.unmet),
        "after": len(then := plan.unmet_with(places, plan.hall)),
        "wishes": wishes_of(plan, then),
        "problem": sentence(at, problem) if problem else None,
    }
    return page("teams/tables_again.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/teams/tables/again", policy=DESK)
def post_again(slug: str) -> Response:
    """Seat all teams anew."""
    try:
        done = write(table_acts.seat_again, seen=parsed(SeenForm).seen)
    except ChallengeError as problem:
        return _again(problem)
    tell("%(moved)s teams have another table or coach. You can take it back below.", **done)
    return _back(slug)


@pages.get("/e/<slug>/desk/teams/tables/hall", policy=DESK)
def hall(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the zones of the hall, to be changed."""
    at = here()
    plan = plan_of(at.session, at.in_edition().id)
    lines = [
        {
            "code": zone.code,
            "name": zone.name,
            "tables": zone.tables,
            "accessible": as_list(zone.accessible),
            "remote": zone.is_remote,
        }
        for zone in plan.hall
    ]
    return _hall(plan, lines)


def _hall(plan: Plan, lines: Sequence[Any], problem: ChallengeError | None = None, moved: Any = ()) -> Response:  # noqa: ANN401
    at = here()
    blank = {"code": "", "name": "", "tables": "", "accessible": "", "remote": False}
    asks = isinstance(problem, Conflict) and problem.code == "teams.hall_moves"
    wrong = {found["place"]: found["sentence"] for found in findings(problem)} if problem else {}
    shown = {
        "plan": plan,
        "lines": [*[line for line in lines if line["code"]], *[blank] * SPARE_LINES],
        "moved": moved,
        "asks": asks,
        "errors": wrong,
        "problem": sentence(at, problem) if problem and not asks and not isinstance(problem, Rejected) else None,
    }
    return page("teams/tables_hall.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/teams/tables/hall", policy=DESK)
def post_hall(slug: str) -> Response:
    """Set the zones; when teams would move, they are shown first."""
    form = parsed(HallForm)
    try:
        zones = form.zones()
        done = write(table_acts.describe_hall, zones, seen=form.seen, sure=form.sure)
    except ChallengeError as problem:
        at = here()
        plan = plan_of(at.session, at.in_edition().id)
        new = table_acts.displaced(plan, form.zones()) if problem.code == "teams.hall_moves" else {}
        moved = [(seat, new[seat.team_id]) for seat in plan.seats if seat.team_id in new]
        return _hall(plan, form.lines(), problem, moved)
    if done["moved"]:
        tell("The hall is set, and %(moved)s teams have another table.", **done)
    else:
        tell("The hall is set. Nobody had to move.")
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("teams_tables.tables", slug=slug), 303)
