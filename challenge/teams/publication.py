"""Where organisers publish the teams, step by step."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.accounts.queries import members_count
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import lines
from challenge.teams import publishing
from challenge.teams.access import DESK
from challenge.teams.forms import PlanForm
from challenge.teams.publishing import Visibility, visibility
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell, when
from challenge.web.shell import Pages

pages = Pages("teams_publication", __name__)


@pages.get("/e/<slug>/desk/teams/publication", policy=DESK)
def publication(slug: str) -> Response:
    """Show how far the teams are known, and what each next step tells whom."""
    return _publication(slug)


def _publication(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    seen = visibility(at.session, edition_id)
    milestones = [("", at.say("No milestone: by hand"))]
    coming = [row for row in lines(at.session, edition_id) if row.starts_at > at.now]
    # Several milestones have one title ("Roll-call"): their hour tells them apart.
    milestones += [(row.code, f"{row.title(at.locale)} · {when(row.starts_at)}") for row in coming]
    shown = {
        "seen": seen,
        "stage": _stage(seen),
        "staff": members_count(at.session, edition_id, publishing.SEEING_STAFF),
        "milestones": milestones,
        "problem": sentence(at, problem) if problem else None,
    }
    return page("teams/publication.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


def _stage(seen: Visibility) -> int:
    """Return the step that comes next, 4 when all are done."""
    return 4 if seen.revealed else 3 if seen.students_at else 2 if seen.staff_at else 1


@pages.post("/e/<slug>/desk/teams/publication/staff", policy=DESK)
def post_staff(slug: str) -> Response:
    """Show the teams to the staff."""
    try:
        told = write(publishing.publish_to_staff)
    except ChallengeError as problem:
        return _publication(slug, problem)
    tell("The staff sees %(teams)s teams from now on.", teams=told["teams"])
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/publication/students", policy=DESK)
def post_students(slug: str) -> Response:
    """Publish the teams."""
    try:
        told = write(publishing.publish_to_students)
    except ChallengeError as problem:
        return _publication(slug, problem)
    tell("%(students)s students see their team from now on.", students=told["students"])
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/publication/plan", policy=DESK)
def post_plan(slug: str) -> Response:
    """Publish the teams when a milestone opens."""
    try:
        write(publishing.plan_publication, parsed(PlanForm).milestone)
    except ChallengeError as problem:
        return _publication(slug, problem)
    tell("The plan is kept.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/publication/withdraw", policy=DESK)
def post_withdraw(slug: str) -> Response:
    """Hide the teams again."""
    try:
        write(publishing.withdraw_publication)
    except ChallengeError as problem:
        return _publication(slug, problem)
    tell("The teams are hidden again.")
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("teams_publication.publication", slug=slug), 303)
