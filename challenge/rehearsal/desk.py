"""Where organisers rehearse the week: ask, watch, read what broke."""

from datetime import datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.rehearsal import actions
from challenge.rehearsal.access import DESK, find_rehearsal
from challenge.rehearsal.forms import RehearsalForm
from challenge.rehearsal.models import UNDER_WAY, Rehearsal
from challenge.rehearsal.queries import rehearsals
from challenge.rehearsal.troubles import filled, key_of
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("rehearsal_desk", __name__)


@pages.get("/e/<slug>/desk/rehearsal", policy=DESK)
def rehearsal(slug: str) -> Response:
    """Show the form and the last rehearsals."""
    return _showing(slug)


def _showing(slug: str, problem: ChallengeError | None = None) -> Response:
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    usual = {name: str(field.default) for name, field in RehearsalForm.model_fields.items()}
    typed = {name: request.form.get(name, value)[:20] for name, value in usual.items()}
    shown = {"topic": topic, "seq": seq, "rows": _rows(), "under_way": UNDER_WAY, "typed": typed}
    return page("rehearsal/desk.html", problem.status if problem else 200, problems=said(problem), **shown)


@pages.get("/e/<slug>/desk/rehearsal/list", policy=DESK)
def rehearsal_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the last rehearsals alone, for the island."""
    return page("rehearsal/_list.html", rows=_rows(), under_way=UNDER_WAY)


def _rows() -> list[Rehearsal]:
    at = here()
    return rehearsals(at.session, at.in_edition().id)


@pages.post("/e/<slug>/desk/rehearsal", policy=DESK)
def post_rehearsal(slug: str) -> Response:
    """Ask for one."""
    try:
        form = parsed(RehearsalForm)
        write(actions.request_rehearsal, speed=float(form.speed), seed=form.seed)
    except ChallengeError as problem:
        return _showing(slug, problem)
    tell("The rehearsal begins on a copy. The edition itself is not touched.")
    return redirect(url_for("rehearsal_desk.rehearsal", slug=slug), 303)


@pages.get("/e/<slug>/desk/rehearsal/<rehearsal>", policy=DESK, thing=find_rehearsal)
def rehearsal_report(slug: str, rehearsal: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what a rehearsal has shown."""
    at = here()
    row = at.the(Rehearsal)
    found = row.report["troubles"] if row.report else []
    # Reports of before know no pages.
    troubles = [(key_of(one["code"]), filled(one["values"], at.locale), one.get("path", "")) for one in found]
    acts = [
        (*outcome.partition(" ")[::2], count) for outcome, count in (row.report["acts"] if row.report else {}).items()
    ]
    busy = [(one["kind"], one, datetime.fromisoformat(one["at"])) for one in (row.report or {}).get("busy", [])]
    shown = {"troubles": troubles, "acts": acts, "busy": busy}
    return page("rehearsal/report.html", row=row, under_way=UNDER_WAY, **shown)


@pages.post("/e/<slug>/desk/rehearsal/<rehearsal>/stop", policy=DESK, thing=find_rehearsal)
def post_stop(slug: str, rehearsal: str) -> Response:  # noqa: ARG001 - the shell has found both
    """End it with what it has shown until now."""
    write(actions.stop_rehearsal, here().the(Rehearsal).id)
    tell("The rehearsal ends with what it has shown until now.")
    return redirect(url_for("rehearsal_desk.rehearsal", slug=slug), 303)
