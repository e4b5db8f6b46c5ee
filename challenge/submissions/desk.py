"""Deliverables as organisers see them: how many, who is missing, more time for one team."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.clock import instant
from challenge.kernel.errors import ChallengeError, Invalid
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.submissions import actions, rules
from challenge.submissions.access import DESK
from challenge.submissions.forms import ExtensionForm, MinutesForm, MoreTimeForm
from challenge.submissions.queries import (
    Extended,
    asked_of,
    deliverable_named,
    extensions,
    progress,
    received_codes,
    refused_attempts,
)
from challenge.teams.queries import TeamLine, team_by_code, teams
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell, when
from challenge.web.shell import Pages

pages = Pages("submissions_desk", __name__)


@pages.get("/e/<slug>/desk/submissions", policy=DESK)
def submissions(slug: str) -> Response:
    """Show every deliverable's count, and the teams of one deliverable that miss it (`?missing=D1`).

    `?team=A01` names the team that is given more time.
    """
    return _desk(slug)


@dataclass(frozen=True, slots=True)
class Missing:
    """A team that has not handed in; `extended` None: as everybody. More time counts from `counted_from` on."""

    team: TeamLine
    extended: datetime | None
    counted_from: datetime


def _desk(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    rows = teams(at.session, edition_id)
    asked = request.args.get("missing", "")
    lines = progress(at.session, edition_id)
    given = extensions(at.session, edition_id)
    shown = {
        "progress": lines,
        "codes": [(line.code, line.title(at.locale)) for line in lines],
        "teams": rows,
        "asked": asked,
        "missing": _missing(at, asked, rows, given),
        "extensions": given,
        "minutes": rules.MORE_MINUTES,
        "attempts": refused_attempts(at.session, edition_id),
        "values": {"team": request.args.get("team", ""), "deliverable": asked, **request.form.to_dict()},
        "errors": said(problem),
        "now": at.now,
    }
    return page("submissions/desk.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


def _missing(at: Here, asked: str, rows: Sequence[TeamLine], given: Sequence[Extended]) -> list[Missing]:
    """Return the teams that miss a deliverable, by place; none for one that nobody is asked for."""
    edition_id = at.in_edition().id
    deadline = next((one.deadline for one in asked_of(at.session, edition_id, 0) if one.code == asked), None)
    if deadline is None:
        return []
    received = received_codes(at.session, edition_id)
    until = {one.team: one.until for one in given if one.deliverable == asked}
    return [
        Missing(row, until.get(row.code), max(at.now, replace(deadline, extended=until.get(row.code)).closes()))
        for row in rows
        if asked not in received.get(row.id, {})
    ]


@pages.get("/e/<slug>/desk/submissions/progress", policy=DESK)
def submissions_progress(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the counts alone, for the island."""
    at = here()
    edition_id = at.in_edition().id
    rows = teams(at.session, edition_id)
    return page("submissions/_progress.html", progress=progress(at.session, edition_id), teams=rows, now=at.now)


@pages.post("/e/<slug>/desk/submissions/extend", policy=DESK)
def post_extension(slug: str) -> Response:
    """Give one team time until an hour of the hall; it is told at once."""
    at = here()
    try:
        form = parsed(ExtensionForm)
        until = instant(_wall(form.until), at.in_edition().time_zone)
        answer = write(actions.grant_extension, *_named(at, form), until=until, reason=form.reason)
    except ChallengeError as problem:
        return _desk(slug, problem)
    return _granted(slug, answer)


@pages.post("/e/<slug>/desk/submissions/more", policy=DESK)
def post_minutes(slug: str) -> Response:
    """Give one team so many minutes more; it is told at once."""
    try:
        form = parsed(MinutesForm)
        answer = write(actions.give_minutes, *_named(here(), form), minutes=form.minutes, reason=form.reason)
    except ChallengeError as problem:
        return _desk(slug, problem)
    return _granted(slug, answer)


def _named(at: Here, form: MoreTimeForm) -> tuple[int, int]:
    """Return team and deliverable of a form.

    Raises:
        Invalid("submissions.unknown_team"): the edition has no such team, or no such deliverable.
    """
    edition_id = at.in_edition().id
    team = team_by_code(at.session, edition_id, form.team)
    deliverable = deliverable_named(at.session, edition_id, form.deliverable)
    if team is None or deliverable is None:
        raise Invalid("submissions.unknown_team", "team" if team is None else "deliverable")
    return team.id, deliverable.id


def _granted(slug: str, answer: dict[str, Any]) -> Response:
    """Say until when, and lead back to the list that the organiser came from."""
    until = when(datetime.fromisoformat(answer["until"]))
    named = {"team": answer["team"], "deliverable": answer["deliverable"], "when": until}
    tell("Team %(team)s has until %(when)s for %(deliverable)s and is told.", **named)
    missing = request.args.get("missing") or None
    return redirect(url_for("submissions_desk.submissions", slug=slug, missing=missing), 303)


def _wall(value: datetime) -> datetime:
    return value.replace(tzinfo=None)
