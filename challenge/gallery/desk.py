"""The organiser's overview: the big numbers, what needs attention, what comes next."""

from typing import Any

from werkzeug.wrappers import Response

from challenge.gallery.queries import attention, coverage, figures
from challenge.kernel.access import EDITION, grant
from challenge.kernel.actor import Role
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import lines, now_and_next
from challenge.submissions.queries import progress
from challenge.web.context import here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("gallery_desk", __name__)

DESK = grant("gallery.desk", organiser=EDITION, viewer=EDITION)


@pages.get("/e/<slug>/desk/", policy=DESK)
def overview(slug: str) -> Response:
    """Show where the edition stands, each number opening the list behind it."""
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    return page("gallery/desk.html", topic=topic, seq=seq, **_overview())


@pages.get("/e/<slug>/desk/overview", policy=DESK)
def overview_board(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the board alone, for the island."""
    return page("gallery/_desk.html", **_overview())


def _overview() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    rows = lines(at.session, edition_id)
    under_way, ahead = now_and_next(rows, at.now, ahead=5)
    asked = progress(at.session, edition_id)
    return {
        "figures": figures(at.session, edition_id),
        "attention": attention(at.session, edition_id, drafts=at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)),
        "under_way": under_way,
        "ahead": ahead,
        "asked": [line for line in asked if line.due > at.now][:1] or asked[-1:],
        "visits": coverage(at.session, edition_id),
        "is_empty": not rows,
    }
