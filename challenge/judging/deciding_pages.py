"""Pending decisions of the desk: noted where they are made, looked at together, carried out in one go."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import deciding
from challenge.judging.access import DESK, find_decision
from challenge.judging.models import PendingDecision
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_deciding", __name__)


@pages.get("/e/<slug>/desk/judging/decisions", policy=DESK)
def decisions(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what waits, by whom and why."""
    return _decisions()


def _decisions(problem: ChallengeError | None = None) -> Response:
    at = here()
    lines = deciding.pending_decisions(at.session, at.in_edition().id)
    mark = deciding.decisions_mark([line.public_id for line in lines])
    said = sentence(at, problem) if problem else None
    return page("judging/decisions.html", problem.status if problem else 200, lines=lines, seen=mark, problem=said)


@pages.post("/e/<slug>/desk/judging/decisions", policy=DESK)
def post_decisions(slug: str) -> Response:
    """Carry all of it out, or nothing."""
    try:
        done = write(deciding.apply_decisions, request.form.get("seen", "")[:16])
    except ChallengeError as problem:
        return _decisions(problem)
    tell("%(count)s decisions were carried out.", count=done["applied"])
    return redirect(url_for("judging_deciding.decisions", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/decisions/<decision>/drop", policy=DESK, thing=find_decision)
def post_drop(slug: str, decision: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Forget one of them."""
    write(deciding.drop_decision, here().the(PendingDecision).id)
    tell("The decision is dropped; nothing was changed.")
    return redirect(url_for("judging_deciding.decisions", slug=slug), 303)
