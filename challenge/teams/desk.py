"""Where organisers compose the teams: computations, side by side, and which of them is formed."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.teams import actions, drafts, runs
from challenge.teams.access import DESK, find_run
from challenge.teams.account import Obstacle, obstacles
from challenge.teams.forms import RunForm
from challenge.teams.inputs import demand
from challenge.teams.models import CompositionRun
from challenge.teams.queries import run_by_public_id, teams
from challenge.teams.queries import runs as latest_runs
from challenge.teams.rulebook import Standing, standing_rules
from challenge.teams.rules import stored
from challenge.teams.run_queries import RunView, compared, names_of, run_view
from challenge.teams.solver.impossible import Relaxation
from challenge.teams.wording import finding_words, relaxation_words
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("teams_desk", __name__)


@pages.get("/e/<slug>/desk/teams", policy=DESK)
def composition(slug: str) -> Response:
    """Show the computations so far, side by side, and the teams once they are formed."""
    return _composition(slug)


def _composition(slug: str, typed: dict[str, Any] | None = None, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    students, least, most = demand(at.session, edition_id)
    shown = {
        "students": students,
        "least": least,
        "most": most,
        "values": {"seconds": 20, "seed": 1, "name": "", **(typed or {})},
        "errors": said(problem),
    }
    return page("teams/desk.html", problem.status if problem else 200, topic=topic, seq=seq, **shown, **_listed())


@pages.get("/e/<slug>/desk/teams/runs", policy=DESK)
def run_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the runs alone, for the island."""
    return page("teams/_runs.html", **_listed())


def _listed() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    standing = standing_rules(at.session, edition_id)
    found = latest_runs(at.session, edition_id)
    return {
        "runs": found,
        "teams": teams(at.session, edition_id),
        "standing": standing,
        "ways_out": _ways_out(found[0], standing) if found else [],
        "relaxation_words": relaxation_words,
        "finding_words": finding_words,
    }


def _ways_out(run: CompositionRun, standing: Standing) -> list[Obstacle]:
    """Return the ways out of the latest run if it is impossible under the rules that stand."""
    at = here()
    if run.state != "impossible" or stored(run.rules) != standing.rules:
        return []
    found = [Relaxation(one["rule"], one["amount"], tuple(one["objects"])) for one in run.findings]
    return obstacles(found, standing.rules, run_view(at.session, run).instance)


@pages.post("/e/<slug>/desk/teams/solve", policy=DESK)
def post_solve(slug: str) -> Response:
    """Ask for a composition under the rules that stand; what was typed stays when it is refused."""
    at = here()
    try:
        form = parsed(RunForm)
        standing = standing_rules(at.session, at.in_edition().id)
        write(runs.request_run, standing.rules, seed=form.seed, seconds=form.seconds, name=form.name)
    except ChallengeError as problem:
        return _composition(slug, request.form.to_dict(), problem)
    tell("The worker composes the teams. The result appears below by itself.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/runs/<run>/stop", policy=DESK, thing=find_run)
def post_stop(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Be satisfied with what a computation has."""
    write(runs.stop_run, here().the(CompositionRun).id)
    tell("The computation ends with the best teams it has.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/runs/<run>/confirm", policy=DESK, thing=find_run)
def post_confirm(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Form the teams of a run."""
    try:
        formed = write(actions.confirm_assignment, here().the(CompositionRun).id)
    except ChallengeError as problem:
        return _composition(slug, None, problem)
    tell("%(teams)s teams of %(students)s students are formed.", **formed)
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/runs/<run>/copy", policy=DESK, thing=find_run)
def post_copy(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Make a draft of a composition, to change it by hand."""
    made = write(drafts.copy_run, here().the(CompositionRun).id, name=request.form.get("name", ""))
    tell("This is a draft. The composition it was made from stays as it is.")
    return redirect(url_for("teams_runs.run", slug=slug, run=made["run"]), 303)


@pages.post("/e/<slug>/desk/teams/runs/<run>/again", policy=DESK, thing=find_run)
def post_again(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Compute a composition again from what it was computed from."""
    try:
        write(runs.repeat_run, here().the(CompositionRun).id)
    except ChallengeError as problem:
        return _composition(slug, None, problem)
    tell("The worker computes it again from the same input.")
    return _back(slug)


@pages.get("/e/<slug>/desk/teams/compare", policy=DESK)
def compare(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show compositions side by side: figures of up to three, and who is with another problem in the second."""
    at = here()
    edition_id = at.in_edition().id
    asked = [run_by_public_id(at.session, edition_id, request.args.get(name, "")[:16]) for name in ("a", "b", "c")]
    views = [run_view(at.session, run) for run in asked if run is not None and run.placements]
    choices = [run for run in latest_runs(at.session, edition_id) if run.placements]
    return page("teams/compare.html", choices=choices, views=views, **_differences(views))


def _differences(views: list[RunView]) -> dict[str, Any]:
    if len(views) < 2:
        return {"difference": None, "names": {}}
    at = here()
    found = compared(views[0], views[1])
    names = names_of(at.session, at.in_edition().id, [one.ref for one in found.moved])
    return {"difference": found, "names": names}


def _back(slug: str) -> Response:
    return redirect(url_for("teams_desk.composition", slug=slug), 303)
