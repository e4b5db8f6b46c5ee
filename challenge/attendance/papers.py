"""What organisers print, set and hand on: badges, windows of half-days, exports for the schools."""

from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.attendance.access import DESK, find_half
from challenge.attendance.actions import draw_half_days, make_badges, set_half_day
from challenge.attendance.badges import picture
from challenge.attendance.exports import matrix, matrix_csv
from challenge.attendance.forms import WindowForm
from challenge.attendance.queries import BadgeFace, HalfLine, halves, roster_faces
from challenge.attendance.rules import shown_code
from challenge.kernel.errors import ChallengeError
from challenge.kernel.text import slug as slug_of_text
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import download, findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("attendance_papers", __name__)

PER_PRINT = 240
"""Badges on one page of the browser: thirty sheets of eight, drawn in about a second."""


@pages.get("/e/<slug>/desk/attendance/half-days", policy=DESK)
def half_days(slug: str) -> Response:
    """Show the windows of the half-days, each to be moved."""
    return _windows(slug)


def _windows(slug: str, problem: ChallengeError | None = None, wrong: str = "") -> Response:
    at = here()
    hall = ZoneInfo(at.in_edition().time_zone)
    shown = {
        "slug": slug,
        "rows": halves(at.session, at.in_edition().id),
        "wall": lambda moment: moment.astimezone(hall).strftime("%H:%M"),
        "wrong": wrong,
        "errors": [(found["place"], found["sentence"]) for found in findings(problem)] if problem else [],
        "refusal": sentence(at, problem) if problem else None,
    }
    return page("attendance/half_days.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/attendance/half-days", policy=DESK)
def post_half_days(slug: str) -> Response:
    """Draw the half-days from the schedule as it stands."""
    drawn = write(draw_half_days)
    tell("%(count)s half-days follow the schedule.", count=drawn["count"])
    return redirect(url_for("attendance_papers.half_days", slug=slug), 303)


@pages.post("/e/<slug>/desk/attendance/half-days/<half>", policy=DESK, thing=find_half)
def post_half_day(slug: str, half: str) -> Response:
    """Move the window of a half-day."""
    line = here().the(HalfLine)
    try:
        form = parsed(WindowForm)
        opens, late_from, closes = (
            datetime.combine(line.day, moment) for moment in (form.opens, form.late_from, form.closes)
        )
        write(set_half_day, line.id, opens=opens, late_from=late_from, closes=closes, version=form.version)
    except ChallengeError as problem:
        return _windows(slug, problem, half)
    tell("The window is moved. Marks that are there stay as they are.")
    return redirect(url_for("attendance_papers.half_days", slug=slug), 303)


@pages.get("/e/<slug>/desk/attendance/badges", policy=DESK)
def badges(slug: str) -> Response:
    """Show what can be printed: badges by zone or by school; or the badges of one of them, eight to a sheet."""
    at = here()
    people = roster_faces(at.session, at.in_edition().id, drafts=True)
    zone, school = request.args.get("zone", "")[:8], request.args.get("school", "")[:80]
    if zone or school:
        return _sheets(slug, [one for one in people if (one.zone == zone if zone else one.school == school)])
    bare = sum(not one.code for one in people)
    groups = (("zone", _counted(people, "zone")), ("school", _counted(people, "school")))
    return page("attendance/badges.html", slug=slug, people=len(people), bare=bare, groups=groups)


def _counted(people: list[BadgeFace], name: str) -> list[tuple[str, int]]:
    found: dict[str, int] = {}
    for one in people:
        key = getattr(one, name)
        if key and one.code:
            found[key] = found.get(key, 0) + 1
    return sorted(found.items())


def _sheets(slug: str, people: list[BadgeFace]) -> Response:
    at = here()
    wanted = sorted((one for one in people if one.code), key=lambda one: (one.zone, one.table_no))
    first = int(request.args.get("from", "0")) if request.args.get("from", "0").isdecimal() else 0
    shown = wanted[first : first + PER_PRINT]
    cards = [(one, shown_code(one.code), picture(at, one.code)) for one in shown]
    query = urlencode({**request.args.to_dict(), "from": first + PER_PRINT})
    more = f"{request.path}?{query}" if len(wanted) > first + PER_PRINT else ""
    with_team = request.args.get("team") == "1"
    return page("attendance/badge_sheets.html", slug=slug, cards=cards, with_team=with_team, more=more)


@pages.post("/e/<slug>/desk/attendance/badges", policy=DESK)
def post_badges(slug: str) -> Response:
    """Give a badge to everybody who has none."""
    made = write(make_badges)
    tell("%(count)s badges are made.", count=made["count"])
    return redirect(url_for("attendance_papers.badges", slug=slug), 303)


@pages.get("/e/<slug>/desk/attendance/export", policy=DESK)
def export(slug: str) -> Response:
    """Give the attendance of a school (`?school=`) or of everybody as CSV; `?separator=semicolon` for some programs."""
    at = here()
    school = request.args.get("school", "")[:80]
    separator = ";" if request.args.get("separator") == "semicolon" else ","
    found = matrix(at.session, at.in_edition().id, school=school)
    name = "-".join(part for part in ("attendance", slug, slug_of_text(school)) if part)
    return download(matrix_csv(found, at.say, separator=separator), f"{name}.csv", "text/csv")
