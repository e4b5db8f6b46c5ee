"""What is kept, why and until when; holding it; taking somebody out."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.privacy import rules
from challenge.privacy.access import DESK
from challenge.privacy.erasing import erase_person
from challenge.privacy.forms import ErasureForm, HoldForm
from challenge.privacy.queries import edition_end, people_like, purposes, sweeps
from challenge.privacy.retention import hold
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("privacy", __name__)


@pages.get("/e/<slug>/desk/privacy", policy=DESK)
def privacy(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show every purpose with its day, and whom `?q=` finds."""
    return _shown()


@pages.post("/e/<slug>/desk/privacy/hold", policy=DESK)
def post_hold(slug: str) -> Response:
    """Keep everything until a day."""
    try:
        write(hold, parsed(HoldForm).until)
    except ChallengeError as problem:
        return _shown(problem)
    tell("Kept.")
    return redirect(url_for("privacy.privacy", slug=slug), 303)


@pages.post("/e/<slug>/desk/privacy/erase", policy=DESK)
def post_erasure(slug: str) -> Response:
    """Take somebody out of the edition."""
    try:
        done = write(erase_person, parsed(ErasureForm).subject)
    except ChallengeError as problem:
        return _shown(problem)
    if done["account"]:
        tell("Nothing of this person is left but what they did with others, under nobody's name. The account is gone.")
    else:
        tell("Nothing of this person is left here but what they did with others, under nobody's name.")
    return redirect(url_for("privacy.privacy", slug=slug), 303)


def _shown(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    held = rules.held_until(at.in_edition().settings)
    end, done = edition_end(at.session, edition_id), sweeps(at.session, edition_id)
    text = request.args.get("q", "")[:80]
    rows = [
        (one, rules.due_at(end, one.keep_days, held) if one.keep_days else None, done.get(one.keep_days))
        for one in purposes()
    ]
    return page(
        "privacy/desk.html",
        problem.status if problem else 200,
        rows=rows,
        held=held,
        text=text,
        found=people_like(at.session, edition_id, text),
        problems=said(problem),
    )
