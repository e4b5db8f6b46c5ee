"""The next edition from this one, asked for at the desk."""

from datetime import timedelta

from flask import redirect, request
from werkzeug.wrappers import Response

from challenge.editions.queries import edition_by_slug
from challenge.kernel.errors import ChallengeError
from challenge.schedule.access import CLONE
from challenge.schedule.cloning import clone_edition
from challenge.schedule.forms import CloneForm
from challenge.schedule.queries import lines
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("schedule_clone", __name__)

# A year later on the same day of the week.
NEXT = timedelta(weeks=52)


@pages.get("/e/<slug>/desk/schedule/clone", policy=CLONE)
def clone(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the form, with the same week of the next year."""
    return _asking(None)


@pages.post("/e/<slug>/desk/schedule/clone", policy=CLONE)
def post_clone(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Make the next edition and go to its schedule."""
    try:
        form = parsed(CloneForm)
        done = write(clone_edition, form.slug, name=form.name, starts_on=form.starts_on)
    except ChallengeError as problem:
        return _asking(problem)
    tell("%(name)s is there. Its milestones: %(count)s.", name=form.name, count=done["milestones"])
    return redirect(f"/e/{done['slug']}/desk/schedule", 303)


def _asking(problem: ChallengeError | None) -> Response:
    at = here()
    edition = at.in_edition()
    card = edition_by_slug(at.session, edition.slug)
    assert card is not None
    first = card.starts_on
    usual = {"slug": "", "name": edition.name, "starts_on": (first + NEXT).isoformat()}
    values = {name: request.form.get(name, value) for name, value in usual.items()}
    shown = {"values": values, "total": len(lines(at.session, edition.id)), "first": first}
    return page("schedule/clone.html", problem.status if problem else 200, problems=said(problem), **shown)
