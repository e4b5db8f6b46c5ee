"""Judging for programs: a juror's own visits, and sheets as JSON."""

from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from challenge.judging import actions
from challenge.judging.access import MARKERS, MARKING, VISIT, find_visit
from challenge.judging.forms import ReasonForm, SheetForm, VersionForm
from challenge.judging.models import JURY, PLANNED
from challenge.judging.queries import VisitFace, VisitLine, sheet_lines
from challenge.judging.views import own_list, sent_marks
from challenge.web.api import answer, write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.shell import Pages

pages = Pages("judging_api", __name__)


@pages.get("/api/v1/editions/<slug>/jury/visits", policy=MARKING)
def visits(slug: str) -> Response:
    """Return one's own visits in their order, and the rubric they are marked on; `?panel=` school, partner or jury."""
    at = here()
    panel = request.args.get("panel", JURY)
    lines: list[VisitLine] = own_list(panel)["visits"] if panel in MARKERS else []
    rubric = sheet_lines(at.session, lines[0].rubric_id, 0) if lines else []
    criteria: list[dict[str, Any]] = [
        {
            "code": line.code,
            "label": line.label(at.locale),
            "steps": line.steps(at.locale),
            "low": line.low,
            "high": line.high,
            "step": line.step,
        }
        for line in rubric
    ]
    shown = [_visit(slug, line) for line in lines]
    # Whose they are: on a shared phone the session may have become somebody else's while the page was open.
    return answer({"owner": at.actor.public_id, "visits": shown, "criteria": criteria})


def _visit(slug: str, line: VisitLine) -> dict[str, Any]:
    return {
        "visit": line.public_id,
        "href": url_for("judging.visit", slug=slug, visit=line.public_id),
        "round": line.round_code,
        "round_state": line.round_state,
        "state": line.state,
        "version": line.version,
        "rubric": line.rubric,
        "team": line.code,
        "zone": line.zone,
        "table": line.table_no,
        "room": line.room,
    }


@pages.get("/api/v1/editions/<slug>/jury/visits/<visit>", policy=VISIT, thing=find_visit)
def visit(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Return one visit as the server has it: state, version, marks by criterion (those that are given), comment."""
    at = here()
    face = at.the(VisitFace)
    given = {
        line.code: line.value for line in sheet_lines(at.session, face.rubric_id, face.id) if line.value is not None
    }
    body = {"visit": face.public_id, "round_state": face.round_state, "state": face.state, "version": face.version}
    body["rubric"] = face.rubric
    reason = "" if face.state == PLANNED else face.reason  # of a visit that is to be made it is the desk's own
    return answer({**body, "marks": given, "comment": face.comment, "reason": reason})


@pages.post("/api/v1/editions/<slug>/jury/visits/<visit>", policy=VISIT, thing=find_visit, takes=SheetForm)
def post_visit(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Keep a sheet: `version`, `marks` by criterion, `comment`, and the `rubric` that the marks were made from."""
    form = parsed(SheetForm)
    face = here().the(VisitFace)
    sheet = (sent_marks(), form.comment, form.version)
    return answer(write(actions.record_visit, face.id, *sheet, rubric=form.rubric))


@pages.post("/api/v1/editions/<slug>/jury/visits/<visit>/skip", policy=VISIT, thing=find_visit, takes=ReasonForm)
def post_skip(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Pass a visit over: `version`, `reason`."""
    form = parsed(ReasonForm)
    return answer(write(actions.skip_visit, here().the(VisitFace).id, form.reason, form.version))


@pages.post("/api/v1/editions/<slug>/jury/visits/<visit>/conflict", policy=VISIT, thing=find_visit, takes=ReasonForm)
def post_conflict(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Say that the juror must not judge this team: `version`, `reason`."""
    form = parsed(ReasonForm)
    return answer(write(actions.declare_conflict, here().the(VisitFace).id, form.reason, form.version))


@pages.post("/api/v1/editions/<slug>/jury/visits/<visit>/undo", policy=VISIT, thing=find_visit, takes=VersionForm)
def post_undo(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take back what was said about a visit: `version`."""
    return answer(write(actions.undo_visit, here().the(VisitFace).id, parsed(VersionForm).version))
