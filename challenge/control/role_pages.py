"""The page on which organisers take roles of staff away."""

from itertools import groupby

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.control.access import ORGANISER
from challenge.control.forms import RoleForm
from challenge.control.roles import staff_lines, take_role
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("control_roles", __name__)


@pages.get("/e/<slug>/desk/people/roles", policy=ORGANISER)
def roles(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show who has which role of staff."""
    return _shown()


@pages.post("/e/<slug>/desk/people/roles", policy=ORGANISER)
def post_role(slug: str) -> Response:
    """Take one away; whoever takes their own has no desk any more."""
    try:
        form = parsed(RoleForm)
        done = write(take_role, form.account, form.role)
    except ChallengeError as problem:
        return _shown(problem)
    tell("%(name)s does not have this role any more.", name=done["name"])
    if form.account == here().actor.public_id:
        return redirect(url_for("gallery.home", slug=slug), 303)
    return redirect(url_for("control_roles.roles", slug=slug), 303)


def _shown(problem: ChallengeError | None = None) -> Response:
    at = here()
    rows = staff_lines(at.session, at.in_edition().id)
    groups = [(role, list(own)) for role, own in groupby(rows, key=lambda one: one.role)]
    return page("control/roles.html", problem.status if problem else 200, groups=groups, problems=said(problem))
