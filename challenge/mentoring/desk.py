"""What the desk sets of the help queue, and its list as a file."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.mentoring.access import DESK
from challenge.mentoring.actions import set_levels
from challenge.mentoring.exports import requests_csv
from challenge.mentoring.forms import LevelsForm
from challenge.mentoring.queries import exported
from challenge.mentoring.rules import Kind, levels_of
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import download, page, said, tell
from challenge.web.shell import Pages

pages = Pages("mentoring_desk", __name__)


@pages.get("/e/<slug>/desk/help", policy=DESK)
def levels(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what is promised, per kind, and how many tokens a team has."""
    return _levels_page()


def _levels_page(problem: ChallengeError | None = None) -> Response:
    kept = levels_of(here().in_edition().settings)
    values = {f"minutes_{kind}": kept.minutes[kind] for kind in Kind}
    shown = {**values, "tokens": kept.tokens, "open_most": kept.open_most, **(request.form if problem else {})}
    errors = said(problem)
    return page(
        "mentoring/levels.html", problem.status if problem else 200, kinds=list(Kind), values=shown, errors=errors
    )


@pages.post("/e/<slug>/desk/help", policy=DESK)
def post_levels(slug: str) -> Response:
    """Set what is promised from now on."""
    try:
        write(set_levels, parsed(LevelsForm).levels())
    except ChallengeError as problem:
        return _levels_page(problem)
    tell("Kept. Requests that wait keep the promise under which they were made.")
    return redirect(url_for("mentoring_desk.levels", slug=slug), 303)


@pages.get("/e/<slug>/desk/help.csv", policy=DESK)
def requests_file(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Give every request of the edition as a CSV file."""
    at = here()
    return download(requests_csv(exported(at.session, at.in_edition().id)), "help.csv", "text/csv; charset=utf-8")
