"""One milestone more, other words for one, one left out: how the desk changes what there is, not only when."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.accounts.queries import members_count
from challenge.kernel.errors import ChallengeError
from challenge.schedule import editing
from challenge.schedule.access import DESK, find_milestone
from challenge.schedule.filtering import choices
from challenge.schedule.forms import AfterForm, NewForm, VersionForm, WordingForm
from challenge.schedule.hall import hall_zones, zone_label
from challenge.schedule.models import Milestone
from challenge.schedule.passes import pass_choices
from challenge.schedule.queries import lines, milestone_by_public_id
from challenge.schedule.rules import AUDIENCES, KINDS
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, sentence, tell
from challenge.web.shell import Pages

pages = Pages("schedule_editing", __name__)

_WORDS = ("title_en", "title_fr", "notes", "track", "hall_zone")
_MOMENTS = ("starts", "ends", "announced", "due", "lock")


@pages.get("/e/<slug>/desk/schedule/new", policy=DESK)
def new(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show an empty form."""
    return _asking(None)


@pages.post("/e/<slug>/desk/schedule/new", policy=DESK)
def post_new(slug: str) -> Response:
    """Add a milestone; what was typed is shown again with the reason when it cannot be."""
    try:
        form = parsed(NewForm)
        wall = form.decided(here().in_edition().time_zone)
        write(editing.add_milestone, form.code, form.kind, form.wording(), wall)
    except ChallengeError as problem:
        return _asking(problem)
    tell("%(code)s is in the schedule. Everybody sees it now.", code=form.code)
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


def _asking(problem: ChallengeError | None) -> Response:
    at = here()
    names = ("code", "kind", *_WORDS, *_MOMENTS)
    values: dict[str, Any] = {name: request.form.get(name, "") for name in names}
    values["audience"] = request.form.getlist("audience") or ["all"]
    told = members_count(at.session, at.in_edition().id)
    shown = {"values": values, "kinds": KINDS, "told": told} | _offered(values)
    shown["passes"] = pass_choices(values, at.in_edition().time_zone, request.form)
    return page("schedule/new.html", problem.status if problem else 200, problems=said(problem), **shown)


def _offered(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what can be chosen: audiences, tracks that there are, and zones of the hall with the one that is set."""
    at = here()
    edition_id = at.in_edition().id
    zones = hall_zones(at.session, edition_id)
    codes = dict.fromkeys([*zones, *filter(None, [values["hall_zone"]])])
    named = [("", "–"), *((code, zone_label(zones, code, at.locale)) for code in codes)]
    return {"audiences": AUDIENCES, "tracks": choices(lines(at.session, edition_id)).tracks, "zones": named}


@pages.get("/e/<slug>/desk/schedule/<milestone>/words", policy=DESK, thing=find_milestone)
def words(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what a milestone is called and whom it concerns."""
    return _wording(None)


@pages.post("/e/<slug>/desk/schedule/<milestone>/words", policy=DESK, thing=find_milestone)
def post_words(slug: str, milestone: str) -> Response:
    """Change the words; what was typed is shown again with the reason when it cannot be."""
    row = here().the(Milestone)
    try:
        form = parsed(WordingForm)
        write(editing.word_milestone, row.id, form.wording(), version=form.version)
    except ChallengeError as problem:
        return _wording(problem)
    tell("%(code)s reads otherwise now. Everybody sees it.", code=row.code)
    return redirect(url_for("schedule_desk.milestone", slug=slug, milestone=milestone), 303)


def _wording(problem: ChallengeError | None) -> Response:
    at = here()
    row = at.the(Milestone)
    values: dict[str, Any] = {name: request.form.get(name, getattr(row, name)) for name in _WORDS}
    values["audience"] = request.form.getlist("audience") if problem else row.audience
    shown = {"milestone": row, "values": values} | _offered(values)
    return page("schedule/words.html", problem.status if problem else 200, problems=said(problem), **shown)


@pages.post("/e/<slug>/desk/schedule/<milestone>/after", policy=DESK, thing=find_milestone)
def post_after(slug: str, milestone: str) -> Response:
    """Say after which milestones one opens and locks."""
    at = here()
    row = at.the(Milestone)
    try:
        form = parsed(AfterForm)
        first = {"opens_after": _named(form.opens_after), "locks_after": _named(form.locks_after)}
        write(editing.depend_milestone, row.id, version=form.version, **first)
    except ChallengeError as problem:
        tell(sentence(at, problem), "error")
    else:
        tell("%(title)s follows from now on when what it depends on is moved.", title=row.title(at.locale))
    return redirect(url_for("schedule_desk.milestone", slug=slug, milestone=milestone), 303)


def _named(public_id: str) -> int | None:
    """Return the milestone of an outside name; None for "", an unknown number for a name that is none."""
    if not public_id:
        return None
    row = milestone_by_public_id(here().session, here().in_edition().id, public_id)
    return row.id if row else 0


@pages.post("/e/<slug>/desk/schedule/<milestone>/cancel", policy=DESK, thing=find_milestone)
def post_cancel(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Leave a milestone out."""
    row = here().the(Milestone)
    write(editing.cancel_milestone, row.id, version=parsed(VersionForm).version)
    tell("%(title)s is cancelled. It can be restored below.", title=row.title(here().locale))
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


@pages.post("/e/<slug>/desk/schedule/<milestone>/restore", policy=DESK, thing=find_milestone)
def post_restore(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take a milestone in again."""
    row = here().the(Milestone)
    write(editing.restore_milestone, row.id, version=parsed(VersionForm).version)
    tell("%(title)s takes place again.", title=row.title(here().locale))
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)
