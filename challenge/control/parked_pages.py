"""The page of facts that could not be delivered."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.control.access import ORGANISER
from challenge.control.parked import deliver_again, note_tried
from challenge.control.queries import parked
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.render import page, tell
from challenge.web.shell import Pages

pages = Pages("control_parked", __name__)


@pages.get("/e/<slug>/desk/parked", policy=ORGANISER)
def parked_facts(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the facts that could not be delivered."""
    at = here()
    return page("control/parked.html", rows=parked(at.session, at.in_edition().id))


@pages.post("/e/<slug>/desk/parked", policy=ORGANISER)
def post_parked(slug: str) -> Response:
    """Try to deliver what the page shows once more."""
    at = here()
    rows = parked(at.session, at.in_edition().id)
    delivered = deliver_again(at.house.works, at.in_edition().id, rows)
    done = write(note_tried, delivered, len(rows) - delivered)
    if done["left"]:
        tell("Delivered: %(delivered)s. Not yet: %(left)s.", "warning", **done)
    else:
        tell("Everything is delivered.")
    return redirect(url_for("control_parked.parked_facts", slug=slug), 303)
