"""The schedule as everybody sees it."""

from werkzeug.wrappers import Response

from challenge.kernel.access import PUBLIC
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.calendars import is_public
from challenge.schedule.days import Day, days
from challenge.schedule.queries import lines
from challenge.web.context import here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("schedule", __name__)


@pages.get("/e/<slug>/schedule", policy=PUBLIC)
def schedule(slug: str) -> Response:
    """Show the days with what concerns participants."""
    at = here()
    topic = edition_topic(slug, "public")
    seq = heads(at.session, [topic])[topic]
    return page("schedule/schedule.html", days=_days(), topic=topic, seq=seq, zone=at.time_zone)


@pages.get("/e/<slug>/schedule/days", policy=PUBLIC)
def schedule_days(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the days alone, for the island."""
    return page("schedule/_days.html", days=_days())


def _days() -> list[Day]:
    at = here()
    rows = [row for row in lines(at.session, at.in_edition().id) if is_public(row)]
    return days(rows, at.now, locale=at.locale, zone=at.time_zone)
