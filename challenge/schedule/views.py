"""The schedule as everybody sees it."""

from werkzeug.wrappers import Response

from challenge.kernel.access import PUBLIC
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.calendars import is_public
from challenge.schedule.days import Day, Notes, days
from challenge.schedule.looking import Looked, looked_at
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
    looked = _looked()
    shown = {"looked": looked, "base": f"/e/{slug}/schedule", "days": _days(looked)}
    return page("schedule/schedule.html", topic=topic, seq=seq, zone=at.time_zone, **shown)


@pages.get("/e/<slug>/schedule/days", policy=PUBLIC)
def schedule_days(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the days alone, for the island."""
    looked = _looked()
    return page("schedule/_days.html", looked=looked, days=_days(looked))


def _looked() -> Looked:
    at = here()
    return looked_at([row for row in lines(at.session, at.in_edition().id) if is_public(row)])


def _days(looked: Looked) -> list[Day]:
    at = here()
    return days(looked.rows, at.now, locale=at.locale, zone=at.time_zone, notes=Notes(looked.zones))
