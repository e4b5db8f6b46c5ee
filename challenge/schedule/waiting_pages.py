"""What came while the house stood still, shown to the desk; its word on it, for all or one by one."""

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.schedule import holding
from challenge.schedule.access import DESK, find_milestone
from challenge.schedule.effects import effects_of
from challenge.schedule.forms import LimitForm, SeenForm, WordForm
from challenge.schedule.models import Milestone
from challenge.schedule.waiting import limit_minutes, waiting, waiting_mark
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("schedule_waiting", __name__)


@pages.get("/e/<slug>/desk/schedule/waiting", policy=DESK)
def schedule_waiting(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what waits alone, for the island."""
    return page("schedule/_waiting.html", **waiting_shown())


def waiting_shown() -> dict[str, Any]:
    """Return what the part of the page about waiting moments shows."""
    at = here()
    edition_id = at.in_edition().id
    rows = waiting(at.session, edition_id)
    does = effects_of(at.session, edition_id, list({one.line.id: one.line for one in rows}.values()))
    shown = [(one, does.get((one.line.id, one.transition), [])) for one in rows]
    return {"waiting": shown, "seen": waiting_mark(rows), "limit": limit_minutes(at.session, edition_id)}


@pages.post("/e/<slug>/desk/schedule/waiting", policy=DESK)
def post_waiting(slug: str) -> Response:
    """Let all of it fire, in order."""
    try:
        done = write(holding.fire_waiting, seen=parsed(SeenForm).seen)
    except ChallengeError as problem:
        return _refused(slug, problem)
    tell("Moments that have fired, in order: %(count)s.", count=done["moments"])
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


@pages.post("/e/<slug>/desk/schedule/<milestone>/word", policy=DESK, thing=find_milestone)
def post_word(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Let one moment fire, or skip it."""
    at = here()
    row = at.the(Milestone)
    try:
        form = parsed(WordForm)
        act = holding.fire_moment if form.word == "fire" else holding.skip_moment
        write(act, row.id, form.transition, form.version)
    except ChallengeError as problem:
        return _refused(slug, problem)
    tell("%(title)s has fired." if form.word == "fire" else "%(title)s is skipped.", title=row.title(at.locale))
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


@pages.post("/e/<slug>/desk/schedule/limit", policy=DESK)
def post_limit(slug: str) -> Response:
    """Say how late a moment may be and still fire by itself."""
    try:
        done = write(holding.set_limit, parsed(LimitForm).minutes)
    except ChallengeError as problem:
        return _refused(slug, problem)
    tell("From now on what is more than %(minutes)s minutes late waits for your word.", minutes=done["minutes"])
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


def _refused(slug: str, problem: ChallengeError) -> Response:
    """Go back to the desk, which shows what holds now, and say why nothing was done."""
    for _, text in said(problem):
        tell(text, "error")
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)
