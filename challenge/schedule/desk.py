"""The schedule as organisers work on it."""

from datetime import datetime

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.topics import edition_topic
from challenge.schedule import actions
from challenge.schedule.access import DESK, find_milestone
from challenge.schedule.forms import MilestoneForm
from challenge.schedule.models import Milestone
from challenge.schedule.queries import milestones
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("schedule_desk", __name__)


@pages.get("/e/<slug>/desk/schedule", policy=DESK)
def schedule(slug: str) -> Response:
    """Show every milestone with its state, and where each is edited."""
    at = here()
    rows = milestones(at.session, at.in_edition().id)
    return page("schedule/desk.html", milestones=rows, now=at.now, topic=edition_topic(slug, "staff"))


@pages.get("/e/<slug>/desk/schedule/<milestone>", policy=DESK, thing=find_milestone)
def milestone(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one milestone's times for editing."""
    row = here().the(Milestone)
    return page("schedule/milestone.html", milestone=row, wall=row.wall, version=row.version, problem=None)


@pages.post("/e/<slug>/desk/schedule/<milestone>", policy=DESK, thing=find_milestone)
def post_milestone(slug: str, milestone: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Move a milestone; what was typed is shown again with the reason when it cannot be."""
    at = here()
    row = at.the(Milestone)
    form = parsed(MilestoneForm)
    try:
        write(actions.move_milestone, row.id, form.moments(), version=form.version)
    except ChallengeError as problem:
        typed = {name: value.isoformat(timespec="minutes") if value else None for name, value in _typed(form).items()}
        shown = {"milestone": row, "wall": typed, "version": row.version, "problem": sentence(at, problem)}
        return page("schedule/milestone.html", problem.status, **shown)
    tell("%(title)s was moved. Everybody sees it now.", title=row.title(at.locale))
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


def _typed(form: MilestoneForm) -> dict[str, datetime | None]:
    return {name: getattr(form, name) for name in ("starts", "ends", "announced", "due", "lock")}
