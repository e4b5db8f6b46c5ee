"""The schedule as everybody sees it."""

from werkzeug.wrappers import Response

from challenge.kernel.access import PUBLIC
from challenge.live.topics import edition_topic
from challenge.schedule.queries import milestones
from challenge.web.context import here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("schedule", __name__)

STAFF_ONLY = {"staff", "chairs"}


@pages.get("/e/<slug>/schedule", policy=PUBLIC)
def schedule(slug: str) -> Response:
    """Show the days with what concerns participants."""
    at = here()
    edition = at.in_edition()
    rows = [row for row in milestones(at.session, edition.id) if not set(row.audience) <= STAFF_ONLY]
    topic = edition_topic(slug, "public")
    return page("schedule/schedule.html", milestones=rows, now=at.now, topic=topic)
