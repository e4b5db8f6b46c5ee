"""Where organisers repair formed teams on the first morning: what came apart, who would move, who is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.teams import repairing
from challenge.teams.access import DESK, find_run
from challenge.teams.forms import RepairForm
from challenge.teams.gaps import Seated, gaps, seated_now
from challenge.teams.models import CompositionRun
from challenge.teams.publishing import visibility
from challenge.teams.queries import latest_repair, repairs_alike
from challenge.teams.repair_reasons import reasons_of
from challenge.teams.repairing import RepairMove, moves_between
from challenge.teams.run_queries import names_of, run_view
from challenge.teams.wording import finding_words
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams_repair", __name__)

MORE_MOVES = (0, 5, 10, 20)
"""Moves beyond the least that are offered."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A repair with some moves beyond the least; `run` None when it was not computed yet.

    `wins` is by how many tenths of a point it is better than the repair with the fewest moves, None when unknown.
    """

    more_moves: int
    run: CompositionRun | None
    wins: int | None


def choices_of(found: Mapping[int, CompositionRun]) -> list[Choice]:
    """Return what can be chosen, those that were computed with what they win."""
    least = found.get(0)
    return [Choice(more, found.get(more), _wins(least, found.get(more))) for more in sorted({*MORE_MOVES, *found})]


def _wins(least: CompositionRun | None, other: CompositionRun | None) -> int | None:
    if least is None or other is None or least.objective is None or other.objective is None:
        return None
    return least.objective - other.objective


def left_to_win(run: CompositionRun | None) -> int | None:
    """Return how many tenths of a point no further moves can win more than; None where nothing is proven."""
    if run is None or run.objective is None or run.bound is None:
        return None
    return max(0, run.objective - run.bound)


@pages.get("/e/<slug>/desk/teams/repair", policy=DESK)
def repair(slug: str) -> Response:
    """Show what came apart, and the latest repair that was computed."""
    return _repair(slug)


def _repair(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    shown = {"problem": sentence(at, problem) if problem else None, **_found()}
    return page("teams/repair.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


@pages.get("/e/<slug>/desk/teams/repair/now", policy=DESK)
def repair_now(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what came apart and the computed moves alone, for the island."""
    return page("teams/_repair.html", **_found())


def _found() -> dict[str, Any]:
    """Find what came apart and the repair to show: that of `?more=` if it was computed, else the latest."""
    at = here()
    edition_id = at.in_edition().id
    run = latest_repair(at.session, edition_id)
    alike = repairs_alike(at.session, run) if run else {}
    latest = run if run and run.state == "done" else alike.get(0)
    more = request.args.get("more", -1, int)
    shown = alike.get(more, latest)
    seated = seated_now(at.session, edition_id)
    moves = moves_between(seated, shown.placements) if shown else []
    return {
        "gaps": gaps(at.session, edition_id),
        "seen": visibility(at.session, edition_id),
        "run": run,
        "shown": shown,
        "chosen": more if more in alike else None,
        "choices": choices_of(alike) if alike else [],
        "moves": moves,
        "left": left_to_win(shown),
        "why": _why(shown, moves, seated),
        "names": names_of(at.session, edition_id, [move.ref for move in moves]),
        "codes": {(one.problem, one.team_no): one.code for one in seated},
        "finding_words": finding_words,
    }


def _why(run: CompositionRun | None, moves: Sequence[RepairMove], seated: Sequence[Seated]) -> Mapping[str, Any]:
    if run is None or not moves:
        return {}
    return reasons_of(run_view(here().session, run), moves, seated)


@pages.post("/e/<slug>/desk/teams/repair", policy=DESK)
def post_repair(slug: str) -> Response:
    """Ask for a repair."""
    try:
        write(repairing.request_repair, more_moves=parsed(RepairForm).more_moves)
    except ChallengeError as problem:
        return _repair(slug, problem)
    tell("The worker looks for the fewest moves. They appear below by themselves.")
    return _back(slug)


@pages.post("/e/<slug>/desk/teams/runs/<run>/apply", policy=DESK, thing=find_run)
def post_apply(slug: str, run: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Carry a repair out."""
    try:
        done = write(repairing.apply_repair, here().the(CompositionRun).id)
    except ChallengeError as problem:
        return _repair(slug, problem)
    tell("%(teams)s teams changed: %(moved)s moved, %(arrived)s arrived, %(gone)s without a team.", **done)
    return _back(slug)


def _back(slug: str) -> Response:
    return redirect(url_for("teams_repair.repair", slug=slug), 303)
