"""Judging as organisers and the chair work on it."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import actions
from challenge.judging.access import DESK, find_juror
from challenge.judging.coverage import (
    RoundLine,
    TeamLine,
    current_round,
    juror_lines,
    next_announcement,
    placed_by_rounds,
    rarely_seen,
    reveal_line,
    round_lines,
    second_checks,
    silent_jurors,
    stragglers,
)
from challenge.judging.cuts import entrants
from challenge.judging.deciding import note_juror
from challenge.judging.deliberation import choice_of
from challenge.judging.forms import CheckForm, JurorForm, PlanForm, RevealForm, RoundForm, TeamOutForm
from challenge.judging.models import CHOSEN, FINALISTS, FINALS, Juror, Round
from challenge.judging.patience import patience_of
from challenge.judging.preparing import ROUNDS
from challenge.judging.rules.reveal import Step
from challenge.judging.telling import tell_planned
from challenge.judging.withdrawing import return_team, withdraw_team
from challenge.judging.withdrawn import withdrawn_lines
from challenge.kernel.errors import ChallengeError, Conflict
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_desk", __name__)


@pages.get("/e/<slug>/desk/judging", policy=DESK)
def judging(slug: str) -> Response:
    """Show how far the jury is, who is behind, which teams were seen too rarely; plan and reveal."""
    return _judging(slug)


def _judging(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    reveal = reveal_line(at.session, at.in_edition().id)
    shown: dict[str, Any] = {
        "reveal": reveal,
        "step": Step(reveal.step if reveal else 0),
        "checks": second_checks(at.session, at.in_edition().id) if reveal and reveal.public_at is None else [],
        "withdrawn": withdrawn_lines(at.session, at.in_edition().id),
        "typed": request.form if problem else {},
        "problem": _said(problem) if problem else None,
    }
    shown |= _coverage()
    pair = next_announcement(shown["rounds"], reveal)
    goes_to = pair[1].code if pair else FINALS
    shown |= {"cut": pair, "shortlist": choice_of(at.session, at.in_edition().id, goes_to).version}
    if reveal and reveal.has_ranking and len(shown["rounds"]) > len(ROUNDS):
        shown["spans"] = placed_by_rounds(at.session, at.in_edition().id)
    return page("judging/desk.html", problem.status if problem else 200, topic=topic, seq=seq, **shown)


def _said(problem: ChallengeError) -> str:
    found = findings(problem)
    return found[0]["sentence"] if found else sentence(here(), problem)


@pages.get("/e/<slug>/desk/judging/coverage", policy=DESK)
def coverage(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the coverage alone, for the island."""
    return page("judging/_coverage.html", **_coverage())


def _coverage() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    turns = round_lines(at.session, edition_id)
    turn: RoundLine | None = current_round(turns)
    jurors = juror_lines(at.session, edition_id, turn.id if turn else 0)
    rare = _rarely_seen(turn) if turn and turn.teams != FINALISTS else []
    present = sum(not line.absent and not line.set_aside for line in jurors)
    late = stragglers(jurors)
    shown = {"rounds": turns, "round": turn, "jurors": len(jurors), "present": present, "behind": len(late)}
    return shown | {"stragglers": late[:10], "rare": rare[:12], "rare_count": len(rare)}


def _rarely_seen(turn: RoundLine) -> list[TeamLine]:
    at = here()
    among = entrants(at.session, at.session.get_one(Round, turn.id)) if turn.teams == CHOSEN else None
    return rarely_seen(at.session, at.in_edition().id, turn.id, among)


@pages.post("/e/<slug>/desk/judging/plan", policy=DESK)
def post_plan(slug: str) -> Response:
    """Plan a round's visits."""
    try:
        form = parsed(PlanForm)
        planned = write(actions.plan_round, form.round, form.visits_per_team)
    except ChallengeError as problem:
        return _judging(slug, problem)
    tell_planned(planned)
    return redirect(url_for("judging_desk.judging", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/rounds/<code>", policy=DESK)
def post_round(slug: str, code: str) -> Response:
    """Open or freeze a round by hand, or announce who goes on to it; `finalists` is the finals, whatever the round."""
    try:
        form = parsed(RoundForm)
        act = form.act
        if act in ("finalists", "announce"):
            if form.version is None:
                raise Conflict("judging.changed", "version")
            write(actions.announce_shortlist, FINALS if act == "finalists" else code, form.version)
        else:
            write(actions.open_round if act == "open" else actions.freeze_round, code)
    except ChallengeError as problem:
        return _judging(slug, problem)
    tell(
        {
            "open": "Jurors can mark now.",
            "freeze": "The round is frozen.",
            "finalists": "Finalists are announced.",
            "announce": "It is announced who goes on.",
        }[act]
    )
    return redirect(url_for("judging_desk.judging", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/reveal", policy=DESK)
def post_reveal(slug: str) -> Response:
    """Move the reveal: a step on, a step back, or public."""
    try:
        form = parsed(RevealForm)
        if form.act == "publish":
            write(actions.announce_results)
        else:
            write(actions.advance_reveal if form.act == "next" else actions.undo_reveal, form.version)
    except ChallengeError as problem:
        return _judging(slug, problem)
    tell("The results are public." if form.act == "publish" else "The reveal was moved.")
    if form.act == "publish":
        tell(
            "A wall that follows the schedule shows them from the awards on; in the phase Reveal it does at once.",
            "note",
        )
    return redirect(url_for("judging_desk.judging", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/checked", policy=DESK)
def post_checked(slug: str) -> Response:
    """Note that a finalist got the second check."""
    try:
        form = parsed(CheckForm)
        write(actions.check_finalist, form.team.upper())
    except ChallengeError as problem:
        return _judging(slug, problem)
    tell("The check of %(team)s is noted.", team=form.team.upper())
    return redirect(url_for("judging_desk.judging", slug=slug), 303)


@pages.post("/e/<slug>/desk/judging/teams", policy=DESK)
def post_team(slug: str) -> Response:
    """Judge a team no more, or again."""
    try:
        form = parsed(TeamOutForm)
        code = form.team.strip().upper()
        if form.act == "withdraw":
            tell("%(team)s is not judged any more.", **write(withdraw_team, code, form.reason))
        else:
            tell("%(team)s is judged again. Plan the visits anew: what it lacks is added.", **write(return_team, code))
    except ChallengeError as problem:
        return _judging(slug, problem)
    return redirect(url_for("judging_desk.judging", slug=slug), 303)


@pages.get("/e/<slug>/desk/judging/jurors", policy=DESK)
def jurors(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show every juror with their visits; `?only=silent`: those who have some to make and send nothing."""
    return _jurors()


def _jurors(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    turn = current_round(round_lines(at.session, edition_id))
    lines = juror_lines(at.session, edition_id, turn.id if turn else 0)
    only_silent = request.args.get("only") == "silent"
    since = patience_of(at.in_edition().settings).silent_since(at.now)
    silent = set(at.session.execute(silent_jurors(edition_id, since)).scalars())
    lines = [line for line in lines if not only_silent or line.public_id in silent]
    shown = {
        "jurors": lines,
        "silent": silent,
        "only_silent": only_silent,
        "round": turn,
        "problem": _said(problem) if problem else None,
    }
    return page("judging/jurors.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/judging/jurors/<juror>", policy=DESK, thing=find_juror)
def post_juror(slug: str, juror: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Note that a juror is absent or present, or set their sheets aside or back."""
    try:
        form = parsed(JurorForm)
        write(note_juror if form.later else actions.change_juror, here().the(Juror).id, form.act, form.reason)
    except ChallengeError as problem:
        return _jurors(problem)
    tell("Noted for later, with the other decisions." if form.later else "Noted.")
    return redirect(url_for("judging_desk.jurors", slug=slug), 303)
