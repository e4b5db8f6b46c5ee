"""Outcome records as organisers see them: how many of how many, who has none, each record, the file, and the end."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.outcomes import actions
from challenge.outcomes.access import DESK
from challenge.outcomes.exports import outcomes_csv
from challenge.outcomes.forms import ClosingForm
from challenge.outcomes.queries import asking, is_closed, standings
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import download, page, tell
from challenge.web.shell import Pages

pages = Pages("outcomes_desk", __name__)

SHOWN = ("missing", "written", "late")


@pages.get("/e/<slug>/desk/outcomes", policy=DESK)
def outcomes(slug: str) -> Response:
    """Show every team's record, or `?show=` missing, written, late."""
    at = here()
    topic = edition_topic(slug, "staff")
    return page("outcomes/desk.html", topic=topic, seq=heads(at.session, [topic])[topic], **_listed(at))


@pages.get("/e/<slug>/desk/outcomes/list", policy=DESK)
def outcome_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the counts and the list alone, for the island."""
    return page("outcomes/_desk.html", **_listed(here()))


def _listed(at: Here) -> dict[str, Any]:
    edition_id = at.in_edition().id
    rows = standings(at.session, edition_id)
    groups = {
        "missing": [row for row in rows if row.record is None],
        "written": [row for row in rows if row.record],
        "late": [row for row in rows if row.record and row.record.late],
    }
    show = request.args.get("show", "")
    return {
        "rows": groups.get(show, rows),
        "counts": {"all": len(rows), **{name: len(found) for name, found in groups.items()}},
        "show": show if show in SHOWN else "",
        "asked": asking(at.session, edition_id),
        "closed": is_closed(at.session, edition_id),
        "now": at.now,
    }


@pages.get("/e/<slug>/desk/outcomes.csv", policy=DESK)
def export(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Give every team with its latest record as a CSV file."""
    at = here()
    found = outcomes_csv(standings(at.session, at.in_edition().id))
    return download(found, "outcomes.csv", "text/csv; charset=utf-8")


@pages.post("/e/<slug>/desk/outcomes/closing", policy=DESK)
def post_closing(slug: str) -> Response:
    """Take no record any more, or take them again."""
    closed = parsed(ClosingForm).closed
    write(actions.close_outcomes, closed=closed)
    tell("Records are closed: none is taken any more." if closed else "Records are taken again, as late ones.")
    return redirect(url_for("outcomes_desk.outcomes", slug=slug), 303)
