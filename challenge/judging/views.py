"""The juror's phone: own visits, one visit, and what is done with it."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import actions
from challenge.judging.access import JURY, MARKERS, VISIT, find_visit
from challenge.judging.forms import ReasonForm, SheetForm, VersionForm
from challenge.judging.models import CONFLICT, DONE, OPEN
from challenge.judging.models import JURY as JURY_PANEL
from challenge.judging.queries import VisitFace, VisitLine, next_visit, own_visits, sheet_lines, visits_of_now
from challenge.judging.rules.sheets import scale
from challenge.kernel.errors import ChallengeError, Invalid, Rejected
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.web.api import answer, write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell, wants_json
from challenge.web.shell import Pages

pages = Pages("judging", __name__)

_PREFIX = "mark-"


@pages.get("/e/<slug>/jury/", policy=JURY)
def jury(slug: str) -> Response:
    """Show the juror's own visits in their order."""
    at = here()
    topic = edition_topic(slug, "jury")
    seq = heads(at.session, [topic])[topic]
    return page("judging/jury.html", topic=topic, seq=seq, **own_list(JURY_PANEL))


@pages.get("/e/<slug>/jury/list", policy=JURY)
def jury_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the list alone, for the island."""
    return page("judging/_list.html", **own_list(JURY_PANEL))


def own_list(panel: str) -> dict[str, Any]:
    """Return the actor's own visits in a panel as their list shows them; none for whoever marks in it no more.

    Sheets of the rounds before stay in their reach as `earlier`.
    """
    at = here()
    is_theirs = at.actor.has(*MARKERS[panel])
    own = _own_visits(panel) if is_theirs else []
    lines = visits_of_now(own)
    earlier = [line for line in own if line.state == DONE and line not in lines]
    counting = [line for line in lines if line.state != CONFLICT]
    done = sum(line.state == DONE for line in lines)
    state = lines[0].round_state if lines else ""
    shown = {"visits": lines, "done": done, "total": len(counting), "round_state": state, "earlier": earlier}
    return shown | {"next": next_visit(lines, "")}


def _own_visits(panel: str) -> list[VisitLine]:
    at = here()
    return own_visits(at.session, at.in_edition().id, at.actor.account_id, panel, at.actor.organisation_ids)


@pages.get("/e/<slug>/jury/visits/<visit>", policy=VISIT, thing=find_visit)
def visit(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one visit with its criteria."""
    return _visit(here().the(VisitFace))


def _visit(face: VisitFace, problem: ChallengeError | None = None) -> Response:
    """Show a visit; after a refusal with what was typed and the reason beside each criterion."""
    at = here()
    lines = [line for line in _own_visits(face.panel) if line.round_code == face.round_code]
    criteria = sheet_lines(at.session, face.rubric_id, face.id)
    typed = request.form if problem else None
    shown = {
        "visit": face,
        "list": list_address(face.panel),
        # After a refusal the old one: what was typed for other criteria is not taken by pressing again.
        "rubric": (typed.get("rubric") if typed is not None else "") or face.rubric,
        "cards": [
            {
                "name": _PREFIX + line.code,
                "label": line.label(at.locale),
                "question": line.question(at.locale),
                "visibility": line.visibility,
                "scale": scale(line.low, line.high, line.step),
                "steps": line.steps(at.locale),
                "value": typed.get(_PREFIX + line.code, "") if typed is not None else _shown(line.value),
            }
            for line in criteria
        ],
        "comment": typed.get("comment", "") if typed is not None else face.comment,
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "problem": sentence(at, problem) if problem else None,
        "total": len(lines),
        "is_open": face.round_state == OPEN and not face.set_aside,
        "next": next_visit(lines, face.public_id),
    }
    return page("judging/visit.html", problem.status if problem else 200, **shown)


def list_address(panel: str) -> str:
    """Return where somebody's own visits in a panel are listed."""
    slug = here().in_edition().slug
    return url_for("judging.jury" if panel == JURY_PANEL else f"judging_assessments.{panel}", slug=slug)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


@pages.post("/e/<slug>/jury/visits/<visit>", policy=VISIT, thing=find_visit)
def post_visit(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Keep a sheet; the phone is told where to go on."""
    face = here().the(VisitFace)
    try:
        form = parsed(SheetForm)
        sheet = (sent_marks(), form.comment, form.version)
        done = write(actions.record_visit, face.id, *sheet, rubric=form.rubric)
    except ChallengeError as problem:
        if wants_json() or request.is_json or problem.status == 404:
            raise
        return _visit(face, problem)
    return _go_on(slug, face, done, "%(code)s is confirmed.")


def sent_marks() -> Mapping[str, object]:
    """Return the marks of this request by code of criterion: fields `mark-<code>`, or `marks` of a JSON body.

    Raises:
        Invalid("form.json"): `marks` is no object, or something in it is no text that can be written.
    """
    if request.is_json:
        marks = (request.get_json(silent=True) or {}).get("marks")
        if not isinstance(marks, dict) or not all(_is_text(word) for pair in marks.items() for word in pair):
            raise Invalid("form.json", "marks")
        return {str(code): value for code, value in marks.items()}
    return {name.removeprefix(_PREFIX): value for name, value in request.form.items() if name.startswith(_PREFIX)}


def _is_text(word: object) -> bool:
    """Return whether it can be written in an answer: half of a surrogate pair, which JSON lets through, cannot."""
    return not isinstance(word, str) or not any("\ud800" <= sign <= "\udfff" for sign in word)


def _go_on(slug: str, face: VisitFace, done: dict[str, Any], said: str) -> Response:
    if wants_json() or request.is_json:
        return answer({**done, "next": _next_address(slug, face)})
    tell(said, code=face.code)
    return redirect(_next_address(slug, face), 303)


def _next_address(slug: str, face: VisitFace) -> str:
    at = here()
    at.session.rollback()  # the write is newer than what this session has read
    lines = visits_of_now(_own_visits(face.panel))
    following: VisitLine | None = next_visit(lines, face.public_id)
    if following is None:
        return list_address(face.panel)
    return url_for("judging.visit", slug=slug, visit=following.public_id)


@pages.post("/e/<slug>/jury/visits/<visit>/skip", policy=VISIT, thing=find_visit)
def post_skip(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Pass a visit over, with a reason."""
    face = here().the(VisitFace)
    try:
        form = parsed(ReasonForm)
        done = write(actions.skip_visit, face.id, form.reason, form.version)
    except ChallengeError as problem:
        return _refused(face, problem)
    return _go_on(slug, face, done, "%(code)s is skipped; you can still come back to it.")


@pages.post("/e/<slug>/jury/visits/<visit>/conflict", policy=VISIT, thing=find_visit)
def post_conflict(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Say that the juror must not judge this team."""
    face = here().the(VisitFace)
    try:
        form = parsed(ReasonForm)
        done = write(actions.declare_conflict, face.id, form.reason, form.version)
    except ChallengeError as problem:
        return _refused(face, problem)
    return _go_on(slug, face, done, "%(code)s is off your list. Thank you for saying so.")


@pages.post("/e/<slug>/jury/visits/<visit>/undo", policy=VISIT, thing=find_visit)
def post_undo(slug: str, visit: str) -> Response:
    """Take back what was said about a visit."""
    face = here().the(VisitFace)
    try:
        done = write(actions.undo_visit, face.id, parsed(VersionForm).version)
    except ChallengeError as problem:
        return _refused(face, problem)
    if wants_json() or request.is_json:
        return answer(done)
    tell("%(code)s is open again.", code=face.code)
    return redirect(url_for("judging.visit", slug=slug, visit=visit), 303)


def _refused(face: VisitFace, problem: ChallengeError) -> Response:
    if wants_json() or request.is_json or problem.status == 404:
        raise problem
    return _visit(face, Invalid("judging.reason_missing", "reason") if isinstance(problem, Rejected) else problem)
