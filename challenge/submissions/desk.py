"""Deliverables as organisers see them: how many, who is missing, more time for one team."""

from datetime import datetime

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.clock import instant
from challenge.kernel.errors import ChallengeError, Invalid
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.submissions import actions
from challenge.submissions.access import DESK
from challenge.submissions.forms import ExtensionForm
from challenge.submissions.queries import deliverable_by_code, progress, received_codes, refused_attempts
from challenge.teams.queries import team_by_code, teams
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("submissions_desk", __name__)


@pages.get("/e/<slug>/desk/submissions", policy=DESK)
def submissions(slug: str) -> Response:
    """Show every deliverable's count, and the teams of one deliverable that miss it (`?missing=D1`)."""
    return _desk(slug)


def _desk(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    rows = teams(at.session, edition_id)
    received = received_codes(at.session, edition_id)
    asked = request.args.get("missing", "")
    lines = progress(at.session, edition_id)
    shown = {
        "progress": lines,
        "codes": [(line.code, line.title(at.locale)) for line in lines],
        "teams": rows,
        "asked": asked,
        "missing": [row for row in rows if asked not in received.get(row.id, {})] if asked else [],
        "attempts": refused_attempts(at.session, edition_id),
        "values": request.form.to_dict(),
        "errors": [(found["place"], found["sentence"]) for found in findings(problem)] if problem else [],
        "refusal": sentence(at, problem) if problem else None,
        "now": at.now,
    }
    return page("submissions/desk.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


@pages.get("/e/<slug>/desk/submissions/progress", policy=DESK)
def submissions_progress(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the counts alone, for the island."""
    at = here()
    edition_id = at.in_edition().id
    rows = teams(at.session, edition_id)
    return page("submissions/_progress.html", progress=progress(at.session, edition_id), teams=rows, now=at.now)


@pages.post("/e/<slug>/desk/submissions/extend", policy=DESK)
def post_extension(slug: str) -> Response:
    """Give one team more time; it is told at once."""
    at = here()
    edition = at.in_edition()
    try:
        form = parsed(ExtensionForm)
        team = team_by_code(at.session, edition.id, form.team)
        deliverable = deliverable_by_code(at.session, edition.id, form.deliverable)
        if team is None or deliverable is None:
            raise Invalid("submissions.unknown_team", "team" if team is None else "deliverable")
        until = instant(_wall(form.until), edition.time_zone)
        write(actions.grant_extension, team.id, deliverable.id, until=until, reason=form.reason)
    except ChallengeError as problem:
        return _desk(slug, problem)
    tell("Team %(team)s has more time for %(deliverable)s and is told.", team=team.code, deliverable=deliverable.code)
    return redirect(url_for("submissions_desk.submissions", slug=slug), 303)


def _wall(value: datetime) -> datetime:
    return value.replace(tzinfo=None)
