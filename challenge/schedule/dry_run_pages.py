"""The schedule run through without doing anything: what will happen, when, to whom."""

from datetime import date
from itertools import groupby

from werkzeug.wrappers import Response

from challenge.kernel.clock import zone
from challenge.schedule.access import DESK
from challenge.schedule.coming import Coming, Standing, coming
from challenge.web.context import here
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("schedule_dry_run", __name__)


@pages.get("/e/<slug>/desk/schedule/dry-run", policy=DESK)
def dry_run(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show every moment to come with what it does, by days of the reader's zone."""
    at = here()
    found = coming(at.session, at.in_edition().id, at.now)
    own = zone(at.time_zone)

    def day(one: Coming) -> date:
        return one.at.astimezone(own).date()

    counts = {"moments": len(found), "acts": sum(bool(one.effects) for one in found)}
    counts["waiting"] = sum(one.standing == Standing.WAITING for one in found)
    days = [list(stops) for _, stops in groupby(found, day)]
    return page("schedule/dry_run.html", days=days, counts=counts)
