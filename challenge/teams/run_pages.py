"""One composition: its figures, its teams, why somebody is where they are, and changing it by hand."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, NotFound
from challenge.teams import drafts
from challenge.teams.access import DESK, find_run
from challenge.teams.explaining import student_story, team_story
from challenge.teams.forms import MoveForm
from challenge.teams.models import CompositionRun
from challenge.teams.run_queries import RunView, names_of, run_view, steps_of, titles_of
from challenge.teams.solver.check import Seat
from challenge.teams.wording import reason_words
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams_runs", __name__)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team in the list of a composition: its seat, who is in it, and how many rules are thin or broken."""

    seat: Seat
    members: list[tuple[str, str, str, int]]
    thin: int
    broken: int


@pages.get("/e/<slug>/desk/teams/runs/<run>", policy=DESK, thing=find_run)
def run(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a composition: figures, fairness, and its teams; `?problem=` those of one problem."""
    return _run()


def _run(problem: ChallengeError | None = None) -> Response:
    at = here()
    view = run_view(at.session, at.the(CompositionRun))
    only = request.args.get("problem", "")[:20]
    rows = [_row(view, seat) for seat in sorted(view.effects.teams) if not only or seat[0] == only]
    refs = [ref for row in rows for ref, *_ in row.members]
    worst = [ref for ref, _ in view.fairness.worst_off]
    steps = steps_of(at.session, view.run.id)
    moved = [step.person_ref for step in steps]
    shown: dict[str, Any] = {
        "run": view.run,
        "view": view,
        "rows": rows,
        "only": only,
        "names": names_of(at.session, at.in_edition().id, [*refs, *worst, *moved]),
        "titles": titles_of(at.session, at.in_edition().id),
        "steps": steps,
        "problem": sentence(at, problem) if problem else None,
        "typed": request.form.to_dict() if problem else {},
    }
    return page("teams/run.html", problem.status if problem else 200, **shown)


def _row(view: RunView, seat: Seat) -> TeamRow:
    story = team_story(view.effects, seat)
    members = [(one.student_id, one.department, one.school, one.level) for one in story.members]
    broken = sum(one.objects[:2] == (seat[0], str(seat[1])) for one in view.violations)
    return TeamRow(seat, members, len(story.thin), broken)


@pages.get("/e/<slug>/desk/teams/runs/<run>/team", policy=DESK, thing=find_run)
def run_team(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what one team satisfies and where it is thin: `?problem=` and `?no=`."""
    at = here()
    view = run_view(at.session, at.the(CompositionRun))
    seat = (request.args.get("problem", "")[:20], request.args.get("no", 0, int))
    try:
        story = team_story(view.effects, seat)
    except KeyError as unknown:
        raise NotFound("web.absent") from unknown
    names = names_of(at.session, at.in_edition().id, [one.student_id for one in story.members])
    broken = [one for one in view.violations if one.objects[:2] == (seat[0], str(seat[1]))]
    titles = titles_of(at.session, at.in_edition().id)
    shown = {"story": story, "names": names, "titles": titles, "broken": broken, "reason_words": reason_words}
    return page("teams/run_team.html", run=view.run, **shown)


@pages.get("/e/<slug>/desk/teams/runs/<run>/person", policy=DESK, thing=find_run)
def run_person(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show why one person is where they are: `?ref=`."""
    at = here()
    view = run_view(at.session, at.the(CompositionRun))
    ref = request.args.get("ref", "")[:40]
    if ref not in view.effects.students:
        raise NotFound("web.absent")
    story = student_story(view.instance, view.effects, ref)
    others = [str(reason.params["other"]) for reason in story.bound]
    names = names_of(at.session, at.in_edition().id, [ref, *others])
    titles = titles_of(at.session, at.in_edition().id)
    return page("teams/run_person.html", run=view.run, ref=ref, story=story, names=names, titles=titles)


@pages.get("/e/<slug>/desk/teams/runs/<run>/effect", policy=DESK, thing=find_run)
def run_effect(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what a move or a swap would do, before anybody is moved."""
    at = here()
    view = run_view(at.session, at.the(CompositionRun))
    form = parsed(MoveForm, request.args.to_dict())
    try:
        moves = drafts.moves_of(view.effects, form.step())
        effect = view.effects.of(moves)
    except ChallengeError as problem:
        return page("teams/_effect.html", problem.status, effect=None, refusal=sentence(at, problem))
    names = names_of(at.session, at.in_edition().id, list(moves))
    seats = [(names.get(ref, ref), view.effects.seats.get(ref), seat) for ref, seat in moves.items()]
    return page("teams/_effect.html", effect=effect, seats=seats, refusal=None)


@pages.post("/e/<slug>/desk/teams/runs/<run>/move", policy=DESK, thing=find_run)
def post_move(slug: str, run: str) -> Response:
    """Move somebody of a draft, or let two change places."""
    try:
        form = parsed(MoveForm)
        write(drafts.move_person, here().the(CompositionRun).id, form.step(), seen=form.version)
    except ChallengeError as problem:
        return _run(problem)
    tell("Moved. The figures are those of the draft as it is now.")
    return _back(slug, run)


@pages.post("/e/<slug>/desk/teams/runs/<run>/undo", policy=DESK, thing=find_run)
def post_undo(slug: str, run: str) -> Response:
    """Take the last step of a draft back."""
    try:
        write(drafts.undo_move, here().the(CompositionRun).id, seen=request.form.get("version", 0, int))
    except ChallengeError as problem:
        return _run(problem)
    tell("The last step is taken back.")
    return _back(slug, run)


@pages.post("/e/<slug>/desk/teams/runs/<run>/keep", policy=DESK, thing=find_run)
def post_keep(slug: str, run: str) -> Response:
    """End the work on a draft, so that its teams can be formed."""
    seen, lock = request.form.get("version", 0, int), bool(request.form.get("lock"))
    try:
        write(drafts.keep_draft, here().the(CompositionRun).id, seen=seen, lock=lock)
    except ChallengeError as problem:
        return _run(problem)
    tell("The draft stands beside the other compositions now.")
    return _back(slug, run)


def _back(slug: str, run: str) -> Response:
    return redirect(url_for("teams_runs.run", slug=slug, run=run), 303)
