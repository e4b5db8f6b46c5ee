"""The marks of school and partners: lists for those who give them, and the desk that lays all results side by side."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.accounts.queries import holders
from challenge.judging import actions, assessments, moving
from challenge.judging.access import DESK, PARTNER_MARKS, SCHOOL_MARKS, find_any_visit
from challenge.judging.forms import MarkerForm, PanelForm, WithdrawForm
from challenge.judging.models import FROZEN, PARTNERS, SCHOOL
from challenge.judging.opinions import awaited, panel_columns, side_by_side, unasked
from challenge.judging.queries import VisitFace
from challenge.judging.views import own_list
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_assessments", __name__)

ASKING = (SCHOOL, PARTNERS)


@pages.get("/e/<slug>/assess/school", policy=SCHOOL_MARKS)
def school(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the teams that a coach or an expert marks for the school."""
    return page("judging/assess.html", panel=SCHOOL, **own_list(SCHOOL))


@pages.get("/e/<slug>/assess/partner", policy=PARTNER_MARKS)
def partner(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the teams on a partner's problems, which it marks."""
    return page("judging/assess.html", panel=PARTNERS, **own_list(PARTNERS))


@pages.get("/e/<slug>/desk/judging/assessments", policy=DESK)
def desk(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what school, partners, jury and audience say of each team, each for itself, and who is still awaited."""
    return _desk()


def _desk(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    rounds = {one.panel: one for one in panel_columns(at.session, edition_id, ASKING)}
    waiting = awaited(at.session, edition_id, ASKING)
    is_open = {panel for panel, one in rounds.items() if one.state != FROZEN}
    found = findings(problem) if problem else []
    shown: dict[str, Any] = {
        "panels": [(panel, rounds.get(panel)) for panel in ASKING],
        "found": side_by_side(at.session, edition_id),
        "waiting": {panel: [one for one in waiting if one.panel == panel and panel in is_open] for panel in ASKING},
        "unasked": unasked(at.session, edition_id) if SCHOOL in is_open else [],
        "staff": _staff(edition_id),
        "typed": request.form if problem else {},
        "errors": {one["place"]: one["sentence"] for one in found},
        "problem": sentence(at, problem) if problem else None,
    }
    return page("judging/assessments.html", problem.status if problem else 200, **shown)


def _staff(edition_id: int) -> list[tuple[str, str]]:
    """Return whom the desk may name for the school, by name, each once."""
    people = [one for role in assessments.STAFF for one in holders(here().session, edition_id, role)]
    return sorted({(one.public_id, one.name) for one in people}, key=lambda one: (one[1].casefold(), one[0]))


@pages.post("/e/<slug>/desk/judging/assessments/<panel>", policy=DESK)
def post_panel(slug: str, panel: str) -> Response:
    """Ask the school or the partners, let them mark, or end it."""
    if panel not in ASKING:
        raise NotFound("web.absent")
    try:
        act = parsed(PanelForm).act
        if act == "ask":
            _ask(panel)
        else:
            write(actions.open_round if act == "open" else actions.freeze_round, panel)
            tell({"open": "They can mark now.", "freeze": "It is frozen: nobody marks there any more."}[act])
    except ChallengeError as problem:
        return _desk(problem)
    return redirect(url_for("judging_assessments.desk", slug=slug), 303)


def _ask(panel: str) -> None:
    asked = write(assessments.ask_panel, panel)
    tell("%(visits)s sheets are asked for; whoever marks finds them from their own page.", **asked)
    if asked["without"]:
        tell("%(without)s teams have nobody to mark them there.", "warning", **asked)


@pages.post("/e/<slug>/desk/judging/markers", policy=DESK)
def post_marker(slug: str) -> Response:
    """Ask a named coach or expert to mark a team for the school."""
    try:
        form = parsed(MarkerForm)
        write(assessments.name_marker, form.team.upper(), form.person)
    except ChallengeError as problem:
        return _desk(problem)
    tell("They are asked to mark %(team)s, too.", team=form.team.upper())
    return redirect(url_for("judging_assessments.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/markers/<visit>", policy=DESK, thing=find_any_visit)
def post_withdraw(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Ask somebody no more for a sheet that they have not made."""
    try:
        form = parsed(WithdrawForm)
        write(moving.withdraw_visit, here().the(VisitFace).id, form.version, form.reason)
    except ChallengeError as problem:
        return _desk(problem)
    tell("The sheet is not asked for any more.")
    return redirect(url_for("judging_assessments.desk", slug=slug), 303)
