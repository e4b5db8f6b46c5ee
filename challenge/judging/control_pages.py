"""The control room of judging, the calculator before it, and the answer to whoever asks about a place."""

import math
from datetime import timedelta
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import actions
from challenge.judging.access import DESK
from challenge.judging.control import control, wave
from challenge.judging.coverage import current_round, juror_lines, round_lines, stragglers
from challenge.judging.deciding import pending_decisions
from challenge.judging.forms import WaveForm
from challenge.judging.models import FROZEN, ROOMS, STANDS, Round
from challenge.judging.queries import jurors, rounds
from challenge.judging.rules.appeal import explain
from challenge.judging.rules.calculator import Day, calculate, calculate_rooms, invitations
from challenge.judging.rules.reasons import reasons
from challenge.judging.standings import counted_visits, shown_standings
from challenge.kernel.errors import ChallengeError, Invalid, NotFound
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.schedule.queries import milestone_by_code
from challenge.teams.queries import team_count
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell, tell_number
from challenge.web.shell import Pages

pages = Pages("judging_control", __name__)

COUNTS = ("teams", "visits_per_team", "jurors", "rounds")
MINUTES = ("minutes", "window", "walking", "pause")
MOST = 100_000
LABELS = {
    "teams": "Teams",
    "visits_per_team": "Visits per team",
    "minutes": "Minutes per visit",
    "window": "Minutes in all",
    "jurors": "Jurors",
    "rounds": "Rounds, with a new plan between",
    "walking": "Minutes to walk between visits",
    "pause": "Minutes between rounds",
    "per_room": "Jurors in a room",
}
"""What the page calls the numbers of a day."""


@pages.get("/e/<slug>/desk/judging/control", policy=DESK)
def room(slug: str) -> Response:
    """Show the end, what stands out, who decides and where to go next."""
    return _room(slug)


def _room(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    shown: dict[str, Any] = {"topic": topic, "seq": seq, "problems": said(problem)}
    shown["typed"] = request.form if problem else {}
    shown["noted"] = len(pending_decisions(at.session, at.in_edition().id))
    return page("judging/control.html", problem.status if problem else 200, **shown, **_board())


@pages.get("/e/<slug>/desk/judging/control/board", policy=DESK)
def board(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the board alone, for the island."""
    return page("judging/_control.html", **_board())


def _board() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    lines = round_lines(at.session, edition_id)
    line = current_round(lines)
    turn = next((one for one in rounds(at.session, edition_id) if line and one.id == line.id), None)
    people = juror_lines(at.session, edition_id, turn.id if turn else 0)
    return {
        "line": line,
        "round": turn,
        "found": control(at.session, turn, at.now) if turn else None,
        "behind": len(stragglers(people)),
        "named": {one.ref: one.name for one in people},
        "is_frozen": turn is not None and turn.state == FROZEN,
    }


@pages.post("/e/<slug>/desk/judging/waves/<code>", policy=DESK)
def post_wave(slug: str, code: str) -> Response:
    """Plan the next wave of a round: so many visits where another opinion can still change the ten best."""
    at = here()
    try:
        form = parsed(WaveForm)
        added = write(actions.add_visits, code, wave(at.session, _round(code), form.visits))
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _room(slug, problem)
    if "sittings" in added:
        tell_number(
            "%(num)s sitting is added; phones show it at once. Call the team: its page does not.",
            "%(num)s sittings are added; phones show them at once. Call the teams: their page does not.",
            added["sittings"],
        )
    else:
        tell("%(visits)s visits are added; phones show them at once.", **added)
    return redirect(url_for("judging_control.room", slug=slug), 303)


def _round(code: str) -> Round:
    at = here()
    found = next((one for one in rounds(at.session, at.in_edition().id) if one.code == code), None)
    if found is None:
        raise NotFound("judging.round")
    return found


@pages.get("/e/<slug>/desk/judging/ranking/<code>", policy=DESK)
def place(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show how a team's place came about, so that anybody can check it with a pocket calculator. `?round=`."""
    at = here()
    edition_id = at.in_edition().id
    turn = _round(request.args.get("round", "round-1"))
    ranking = shown_standings(at.session, edition_id, turn).ranking
    line = next((one for one in ranking.projects if one.project == code), None)
    if line is None:
        raise NotFound("web.absent")
    visits = counted_visits(at.session, edition_id, turn)
    appeal = explain(visits)
    shown = {
        "line": line,
        "round": turn,
        "rounds": rounds(at.session, edition_id),
        "appeal": appeal,
        "simple": next((one for one in appeal.lines if one.project == code), None),
        "reasons": reasons(ranking, visits).get(code, ()),
        "named": {one.ref: one.name for one in jurors(at.session, edition_id)},
    }
    return page("judging/place.html", **shown)


@pages.get("/e/<slug>/desk/judging/calculator", policy=DESK)
def calculator(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Find the one number of the judging day that is left empty; `?mode=rooms` where teams come to jurors' rooms."""
    at = here()
    edition_id = at.in_edition().id
    standing = {"teams": str(team_count(at.session, edition_id) or ""), "visits_per_team": "3", "minutes": "8"}
    standing |= {"walking": "1", "window": "180", "rounds": "1", "pause": "5", "away": "10", "jurors": ""}
    standing |= {"mode": STANDS, "per_room": "3"}
    typed = {name: request.args.get(name, "")[:12] for name in standing} if request.args else standing
    answer, problem, away, floor = None, None, None, None
    try:
        away = _away(typed["away"])
        if typed["mode"] == ROOMS:
            floor = calculate_rooms(_day(typed), _whole("per_room", typed["per_room"]))
        answer = floor.answer if floor else calculate(_day(typed))
    except ChallengeError as found:
        problem = _labelled(at, found)
    status = problem.status if problem and request.args else 200
    shown: dict[str, Any] = {"typed": typed, "answer": answer, "problems": said(problem)}
    people = (floor.jurors if floor else answer.day.jurors or 0) if answer else 0
    shown |= {"floor": floor, "jurors": people}
    shown["invited"] = None if away is None or answer is None else invitations(people, away)
    begins = milestone_by_code(at.session, edition_id, "round-1")
    if begins is not None and answer is not None:
        shown |= {"begins": begins.starts_at, "ends": begins.starts_at + timedelta(minutes=answer.end)}
    return page("judging/calculator.html", status, **shown)


def _labelled(at: Here, problem: ChallengeError) -> ChallengeError:
    """Return a refusal that calls the numbers as the page does, in the reader's language."""
    told = dict(problem.params)
    for key in {"name", "missing"} & told.keys():
        told[key] = ", ".join(at.say(LABELS[name]) for name in str(told[key]).split(", "))
    return type(problem)(problem.code, problem.place, **told)


def _day(typed: dict[str, str]) -> Day:
    counts = {name: _whole(name, typed[name]) for name in COUNTS}
    minutes = {name: _minutes(name, typed[name]) for name in MINUTES}
    return Day(
        teams=counts["teams"],
        visits_per_team=counts["visits_per_team"],
        jurors=counts["jurors"],
        rounds=counts["rounds"],
        minutes=minutes["minutes"],
        window=minutes["window"],
        walking=minutes["walking"] or 0.0,
        pause=minutes["pause"] or 0.0,
    )


def _whole(name: str, text: str) -> int | None:
    value = _minutes(name, text)
    if value is not None and value != int(value):
        raise Invalid("judging.day_whole", name, name=name, value=text)
    return None if value is None else int(value)


def _minutes(name: str, text: str) -> float | None:
    """Return a number as typed; None when it is left empty."""
    if not text.strip():
        return None
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if value > MOST:
        raise Invalid("judging.day_large", name, name=name, most=MOST)
    if not value >= 0:
        code = "judging.day_minutes" if name in ("walking", "pause") else "judging.day_number"
        raise Invalid(code, name, name=name, value=text)
    return value


def _away(text: str) -> float | None:
    """Return the share of jurors who stay away, typed in per cent; None when it is left empty."""
    if not text.strip():
        return None
    try:
        share = float(text.strip().replace(",", ".")) / 100
    except ValueError:
        share = math.nan
    if not 0 <= share < 1:
        raise Invalid("judging.day_away", "away")
    return share
