"""Rounds of the jury as the desk arranges them, and what pages call a round that an edition has named itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, redirect, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from challenge.judging import arranging
from challenge.judging.access import DESK
from challenge.judging.cuts import Cut, cuts
from challenge.judging.forms import BetweenForm
from challenge.judging.models import CHOSEN, FINALS, PLANNED, Round, Rubric
from challenge.judging.preparing import ROUNDS
from challenge.judging.queries import reveal_of
from challenge.kernel.errors import ChallengeError
from challenge.schedule.models import Milestone
from challenge.schedule.queries import milestones
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("judging_rounds", __name__)

USUAL = {"takes": "30", "visits_per_team": "5", "mode": "stands", "rubric": "shared", "before": FINALS}


@pages.app_template_global()
def round_title(code: str) -> str:
    """Return what an edition calls a round between the first and the finals; its code where it has none of it.

    One statement a request, and none where nobody asks.
    """
    if "round_titles" not in g:
        at = here()
        wanted = select(Round).where(Round.edition_id == at.in_edition().id, Round.teams == CHOSEN)
        g.round_titles = {row.code: row.name(at.locale) for row in at.session.execute(wanted).scalars()}
    titles: Mapping[str, str] = g.round_titles
    return titles.get(code, code)


@pages.get("/e/<slug>/desk/judging/rounds", policy=DESK)
def rounds(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the rounds of the jury in their order, what opens and freezes them, and a form for another one."""
    return _rounds()


def _rounds(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    found, rows = cuts(at.session, edition_id), milestones(at.session, edition_id)
    rubrics = select(Round.code, Rubric.code).join(Rubric, Rubric.id == Round.rubric_id)
    own = {row[0] for row in at.session.execute(rubrics.where(Round.edition_id == edition_id)) if row[0] == row[1]}
    turns = [found[0].source, *(cut.target for cut in found)] if found else []
    typed = request.form if problem else {}
    reveal = reveal_of(at.session, edition_id)
    is_public = reveal is not None and reveal.public_at is not None
    shown: dict[str, Any] = {
        "turns": turns,
        "entered": {cut.target.code: len(cut.announced) for cut in found},
        "empty": {turn.code for turn in turns if _is_empty(turn, found)},
        "own": own,
        "titles": {row.code: row for row in rows},
        "choices": {turn.code: _choices(rows, [one for one in turns if one is not turn]) for turn in turns},
        "fresh": _choices(rows, turns) if turns else _choices(rows, []),
        "places": [cut.target.code for cut in found if not cut.announced] or [FINALS],
        "may_add": len(turns) < len(ROUNDS) + arranging.MOST_BETWEEN
        and not (found and found[-1].announced)
        and not is_public,
        "usual": USUAL,
        "typed": typed,
        "problems": said(problem),
    }
    return page("judging/rounds.html", problem.status if problem else 200, **shown)


def _is_empty(turn: Round, found: Sequence[Cut]) -> bool:
    known = any(cut.target is turn and cut.announced for cut in found)
    return turn.teams == CHOSEN and turn.state == PLANNED and not known


def _choices(rows: Sequence[Milestone], others: Sequence[Round]) -> dict[str, list[Milestone]]:
    """Return the milestones that are free to announce, open and freeze a round beside others."""
    return {
        name: [row for row in rows if row.kind in kinds and row.code not in arranging.used_milestones(others, name)]
        for name, kinds in arranging.KINDS.items()
    }


@pages.post("/e/<slug>/desk/judging/rounds", policy=DESK)
def post_rounds(slug: str) -> Response:
    """Add a round between the first and the finals; change one in which nobody is yet, or take it away."""
    try:
        form = parsed(BetweenForm)
        _act(form)
    except ChallengeError as problem:
        return _rounds(problem)
    return redirect(url_for("judging_rounds.rounds", slug=slug), 303)


def _act(form: BetweenForm) -> None:
    if form.act == "remove":
        write(arranging.remove_round, form.round, form.version)
        tell("The round is gone; teams go on to the one behind it.")
    elif form.round:
        write(arranging.change_round, form.round, _plan(form), form.version)
        tell("The round is changed.")
    else:
        write(arranging.add_round, _plan(form), form.before)
        tell("The round is added. Who goes on to it is chosen in a deliberation of its own.")


def _plan(form: BetweenForm) -> arranging.RoundPlan:
    return arranging.RoundPlan(
        *(form.name_en, form.name_fr, form.takes, form.visits_per_team, form.mode, form.rubric),
        *(form.announced_by, form.opens_by, form.freezes_by),
    )
