"""Decisions as organisers see them: how many of how many, who has not decided, each decision, and the file."""

from typing import Any

from flask import request
from werkzeug.wrappers import Response

from challenge.incubation.access import DESK
from challenge.incubation.decisions import asked_teams, deciding
from challenge.incubation.exports import decisions_csv
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.outcomes.rules import Next
from challenge.web.context import Here, here
from challenge.web.render import download, page
from challenge.web.shell import Pages

pages = Pages("incubation_desk", __name__)


@pages.get("/e/<slug>/desk/decisions", policy=DESK)
def decisions(slug: str) -> Response:
    """Show every team with its partner's decision, or `?show=` missing, made, late, incubate."""
    at = here()
    topic = edition_topic(slug, "staff")
    return page("incubation/desk.html", topic=topic, seq=heads(at.session, [topic])[topic], **_listed(at))


@pages.get("/e/<slug>/desk/decisions/list", policy=DESK)
def decision_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the counts and the list alone, for the island."""
    return page("incubation/_desk.html", **_listed(here()))


def _listed(at: Here) -> dict[str, Any]:
    edition_id = at.in_edition().id
    rows = asked_teams(at.session, edition_id)
    made = [row for row in rows if row.decision]
    groups = {
        "missing": [row for row in rows if row.decision is None],
        "made": made,
        "late": [row for row in made if row.decision and row.decision.late],
        "incubate": [row for row in made if row.decision and row.decision.choice == Next.INCUBATE],
    }
    show = request.args.get("show", "")
    return {
        "rows": groups.get(show, rows),
        "counts": {"all": len(rows), **{name: len(found) for name, found in groups.items()}},
        "show": show if show in groups else "",
        "asked": deciding(at.session, edition_id),
        "now": at.now,
    }


@pages.get("/e/<slug>/desk/decisions.csv", policy=DESK)
def export(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Give every team with its partner's latest decision as a CSV file."""
    at = here()
    found = decisions_csv(asked_teams(at.session, at.in_edition().id))
    return download(found, "decisions.csv", "text/csv; charset=utf-8")
