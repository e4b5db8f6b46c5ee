"""Itineraries: who is where in which slot, moving one visit, and what a team is told of it."""

from itertools import groupby
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import moving
from challenge.judging.access import DESK, TEAM_VISITS, find_any_visit, find_visited_team
from challenge.judging.deciding import note_withdrawal
from challenge.judging.forms import MoveForm, PaceForm, PatienceForm, VersionForm
from challenge.judging.itineraries import Stop, coming, stops
from challenge.judging.jury_room_pages import round_shown
from challenge.judging.models import CONFLICT, DONE, FROZEN, JURY, PLANNED, ROOMS, SKIPPED, Juror, Visit
from challenge.judging.patience import Patience, patience_of
from challenge.judging.patience_acts import set_patience
from challenge.judging.queries import VisitFace, jurors
from challenge.judging.sitting_pages import move_by, move_page, recover, shown_rooms
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.teams.queries import TeamFace
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, said, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_itineraries", __name__)


@pages.get("/e/<slug>/desk/judging/itineraries", policy=DESK)
def itineraries(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the plan to print: `?by=jurors` or tables of a zone each, `?zone=`, `?round=`; what was missed on top."""
    return _itineraries()


def _itineraries(problem: ChallengeError | None = None) -> Response:
    at = here()
    turn = round_shown()
    everything = stops(at.session, turn) if turn and turn.mode != ROOMS else []
    found = [one for one in everything if not one.is_off]
    zones = sorted({one.zone for one in found})
    zone = request.args.get("zone", "")[:8]
    by_jurors = request.args.get("by") == "jurors"
    chosen = [one for one in found if not zone or one.zone == zone]
    shown: dict[str, Any] = {
        "round": turn,
        "zones": zones,
        "zone": zone,
        "by_jurors": by_jurors,
        "groups": _by_jurors(found) if by_jurors else _by_zones(chosen),
        "missed_sittings": [],
        "missed": [one for one in everything if one.is_missed] if turn and turn.state != FROZEN else [],
        "patience": patience_of(at.in_edition().settings),
        "problems": said(problem),
        "typed": request.form if problem else {},
    }
    if turn is not None and turn.mode == ROOMS:
        shown |= shown_rooms(turn)
    return page("judging/itineraries.html", problem.status if problem else 200, **shown)


def _by_jurors(found: list[Stop]) -> list[tuple[str, list[tuple[str, list[Stop]]]]]:
    ordered = sorted(found, key=lambda one: (one.ref, one.slot))
    return [("", [(ref, list(own)) for ref, own in groupby(ordered, key=lambda one: one.ref)])]


def _by_zones(found: list[Stop]) -> list[tuple[str, list[tuple[str, list[Stop]]]]]:
    return [
        (zone, [(code, list(own)) for code, own in groupby(those, key=lambda one: one.code)])
        for zone, those in groupby(found, key=lambda one: one.zone)
    ]


@pages.post("/e/<slug>/desk/judging/pace/<code>", policy=DESK)
def post_pace(slug: str, code: str) -> Response:
    """Say how many minutes a slot takes."""
    try:
        write(moving.set_pace, code, parsed(PaceForm).slot_min)
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _itineraries(problem)
    tell("Noted.")
    return redirect(url_for("judging_itineraries.itineraries", slug=slug, round=code), 303)


@pages.post("/e/<slug>/desk/judging/patience", policy=DESK)
def post_patience(slug: str) -> Response:
    """Say after how many minutes a juror is called silent, or late."""
    try:
        form = parsed(PatienceForm)
        write(set_patience, Patience(form.silent_min, form.late_min))
    except ChallengeError as problem:
        return _itineraries(problem)
    tell("Noted.")
    return redirect(url_for("judging_itineraries.itineraries", slug=slug), 303)


@pages.get("/e/<slug>/desk/judging/moves/<visit>", policy=DESK, thing=find_any_visit)
def move(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show where a visit lies and what can be done with it."""
    return _move(here().the(VisitFace))


def _move(face: VisitFace, problem: ChallengeError | None = None) -> Response:
    if face.panel != JURY:
        raise NotFound(
            "web.absent"
        )  # whoever marks for school or partner comes when they can: there is no slot to move
    if face.room:
        return move_page(face, problem)
    at = here()
    people = jurors(at.session, at.in_edition().id)
    row = at.session.get_one(Visit, face.id)
    holder = at.session.get_one(Juror, face.juror_id)
    typed = request.form if problem else {}
    shown = {
        "visit": face,
        "slot": typed.get("slot", str(row.slot)),
        "holder": holder,
        "people": [(one.ref, f"{one.ref} {one.name} · {one.domain}") for one in people if not one.absent],
        "ref": typed.get("juror", holder.ref),
        "reason": typed.get("reason", ""),
        "is_off": typed.get("act") == "withdraw",
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "patience": patience_of(at.in_edition().settings),
        "problem": sentence(at, problem) if problem else None,
        "is_missed": face.state in (SKIPPED, CONFLICT)
        or (face.state == PLANNED and (holder.absent or holder.set_aside)),
        "is_fixed": face.state == DONE or face.round_state == FROZEN,
    }
    return page("judging/move.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/judging/moves/<visit>", policy=DESK, thing=find_any_visit)
def post_move(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Move a visit, or take it off the plan."""
    face = here().the(VisitFace)
    try:
        form = parsed(MoveForm)
        if face.room:
            move_by(face, form)
        elif form.act == "withdraw":
            write(note_withdrawal if form.later else moving.withdraw_visit, face.id, form.version, form.reason)
            tell("Noted for later, with the other decisions." if form.later else "The visit is off the plan.")
        else:
            write(moving.move_visit, face.id, form.version, form.juror, form.slot, form.reason)
            tell("The visit is moved; no other has moved.")
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _move(face, problem)
    return redirect(url_for("judging_itineraries.itineraries", slug=slug, round=face.round_code), 303)


@pages.post("/e/<slug>/desk/judging/moves/<visit>/recover", policy=DESK, thing=find_any_visit)
def post_recover(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Make up for a missed visit."""
    face = here().the(VisitFace)
    try:
        version = parsed(VersionForm).version
        if face.room:
            recover(face, version)
        else:
            _tell_recovered(face, write(moving.recover_visit, face.id, version))
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _move(face, problem)
    return redirect(url_for("judging_itineraries.itineraries", slug=slug, round=face.round_code), 303)


def _tell_recovered(face: VisitFace, put: dict[str, Any]) -> None:
    tell("%(juror)s makes up for the visit to %(team)s in slot %(slot)s.", team=face.code, **put)


@pages.get("/e/<slug>/teams/<code>/visits", policy=TEAM_VISITS, thing=find_visited_team)
def team_visits(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a team when and from which field somebody comes, or when it comes to which room; never who."""
    at = here()
    team = at.the(TeamFace).team
    return page("judging/team_visits.html", team=team, visits=coming(at.session, team))
