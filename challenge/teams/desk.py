"""Where organisers compose the teams."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, Rejected
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.teams import actions, rules
from challenge.teams.access import DESK, find_run
from challenge.teams.forms import CompositionForm
from challenge.teams.inputs import demand
from challenge.teams.models import CompositionRun
from challenge.teams.queries import runs, teams
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams_desk", __name__)


@pages.get("/e/<slug>/desk/teams", policy=DESK)
def composition(slug: str) -> Response:
    """Show what the rules mean, the runs so far, and the teams once they are formed."""
    return _composition(slug)


def _composition(slug: str, typed: dict[str, Any] | None = None, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    students, least, most = demand(at.session, edition_id)
    suggested = rules.suggested(students, most)
    shown = {
        "students": students,
        "least": least,
        "most": most,
        "values": {**suggested.snapshot(), "seconds": 20, "seed": 1, **(typed or {})},
        "runs": runs(at.session, edition_id),
        "teams": teams(at.session, edition_id),
        "errors": [(found["place"], found["sentence"]) for found in findings(problem)] if problem else [],
        "problem": sentence(at, problem) if problem and not isinstance(problem, Rejected) else None,
    }
    return page("teams/desk.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


@pages.get("/e/<slug>/desk/teams/runs", policy=DESK)
def run_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the runs alone, for the island."""
    at = here()
    edition_id = at.in_edition().id
    return page("teams/_runs.html", runs=runs(at.session, edition_id), teams=teams(at.session, edition_id))


@pages.post("/e/<slug>/desk/teams/solve", policy=DESK)
def post_solve(slug: str) -> Response:
    """Ask for a composition; what was typed stays when it is refused."""
    try:
        form = parsed(CompositionForm)
        write(actions.request_run, form.rules(), seed=form.seed, seconds=form.seconds)
    except ChallengeError as problem:
        return _composition(slug, request.form.to_dict(), problem)
    tell("The worker composes the teams. The result appears below by itself.")
    return redirect(url_for("teams_desk.composition", slug=slug), 303)


@pages.post("/e/<slug>/desk/teams/runs/<run>/confirm", policy=DESK, thing=find_run)
def post_confirm(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Form the teams of a run."""
    formed = write(actions.confirm_assignment, here().the(CompositionRun).id)
    tell("%(teams)s teams of %(students)s students are formed.", **formed)
    return redirect(url_for("teams_desk.composition", slug=slug), 303)
