"""The page of the jury's rooms at the desk, and the lists that hang at their doors."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import jury_rooms as acts
from challenge.judging.access import DESK
from challenge.judging.coverage import current_round, round_lines
from challenge.judging.forms import RoomForm
from challenge.judging.models import FROZEN, ROOMS, Juror, Round
from challenge.judging.queries import jurors, rounds
from challenge.judging.sittings import jury_rooms, shown_sittings
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell, tell_number
from challenge.web.shell import Pages

pages = Pages("judging_rooms", __name__)
NO_ROOM = "none"
"""What a browser sends for no room: a choice that must be made cannot be empty."""


@pages.get("/e/<slug>/desk/judging/rooms", policy=DESK)
def rooms(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the rooms with who sits in them, who sits in none, and in which rounds teams come to rooms."""
    return _rooms()


def _rooms(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    found, people = jury_rooms(at.session, edition_id), jurors(at.session, edition_id)
    lines = {line.code: line for line in round_lines(at.session, edition_id)}
    turns = [(turn, lines[turn.code].total) for turn in rounds(at.session, edition_id)]
    shown: dict[str, Any] = {
        "rooms": [(room, [one for one in people if one.jury_room_id == room.id]) for room in found],
        "outside": [one for one in people if one.jury_room_id is None],
        "people": [(one.public_id, _called(one)) for one in people],
        "here_count": sum(not (one.absent or one.set_aside) for one in people),
        "turns": turns,
        "sheets": sum(total for turn, total in turns if turn.mode == ROOMS and turn.state != FROZEN),
        "typed": request.form if problem else {},
        "problems": _placed(said(problem)),
    }
    return page("judging/jury_rooms.html", problem.status if problem else 200, **shown)


def _placed(problems: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what is wrong with a name at the form of its own room, where that is the one that was sent."""
    own = f"name-{request.form.get('room', '')}" if request.form.get("act") == "rename" else "name"
    return [(own if place == "name" else place, words) for place, words in problems]


def _called(one: Juror) -> str:
    return f"{one.ref} {one.name} · {one.domain}" if one.domain else f"{one.ref} {one.name}"


@pages.post("/e/<slug>/desk/judging/rooms", policy=DESK)
def post_rooms(slug: str) -> Response:
    """Name, rename or drop a room, seat a juror, spread them all, or say in which rounds teams come to rooms."""
    try:
        form = parsed(RoomForm)
        _ACTS[form.act](form)
    except ChallengeError as problem:
        return _rooms(problem)
    return redirect(url_for("judging_rooms.rooms", slug=slug), 303)


def _add(form: RoomForm) -> None:
    tell("Room %(name)s is there.", **write(acts.add_room, form.name))


def _rename(form: RoomForm) -> None:
    tell("The room is called %(name)s.", **write(acts.rename_room, form.room, form.name))


def _drop(form: RoomForm) -> None:
    tell("Room %(name)s is gone.", **write(acts.drop_room, form.room))


def _seat(form: RoomForm) -> None:
    seated = write(acts.seat_juror, form.juror, "" if form.room == NO_ROOM else form.room)
    if seated["room"]:
        tell("%(juror)s sits in room %(room)s.", **seated)
    else:
        tell("%(juror)s sits in no room.", **seated)
    _remind()


def _spread(form: RoomForm) -> None:
    spread = write(acts.spread_jurors, form.count)
    tell_number(
        "%(num)s juror is seated; rooms: %(rooms)s.",
        "%(num)s jurors are seated; rooms: %(rooms)s.",
        spread["jurors"],
        rooms=spread["rooms"],
    )
    _remind()


def _remind() -> None:
    """Say that what is planned follows with the next plan, where something is."""
    at = here()
    at.session.rollback()  # the write is newer than what this session has read
    lines = {line.code: line for line in round_lines(at.session, at.in_edition().id)}
    turns = rounds(at.session, at.in_edition().id)
    if any(turn.mode == ROOMS and turn.frozen_at is None and lines[turn.code].total for turn in turns):
        tell("Sittings that are planned follow with the next plan of the round.", "note")


def _mode(form: RoomForm) -> None:
    done = write(acts.set_mode, form.round, form.mode)
    tell("Teams come to rooms in this round." if form.mode == ROOMS else "Jurors go to the tables in this round.")
    if form.mode == ROOMS:
        _warn_of_empty_rooms()
    if done["cleared"]:
        tell_number(
            "The plan of %(num)s visit is cleared: plan the round anew.",
            "The plan of %(num)s visits is cleared: plan the round anew.",
            done["cleared"],
            "warning",
        )


def _warn_of_empty_rooms() -> None:
    at = here()
    if all(one.jury_room_id is None for one in jurors(at.session, at.in_edition().id)):
        tell("Nobody sits in a room yet: without anybody there no team is seen.", "warning")


_ACTS: dict[str, Callable[[RoomForm], None]] = {
    "add": _add,
    "rename": _rename,
    "drop": _drop,
    "seat": _seat,
    "spread": _spread,
    "mode": _mode,
}


@pages.get("/e/<slug>/desk/judging/doors", policy=DESK)
def doors(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a list for each door, to print: when which team comes; never who sits there, nor what teams are not told."""
    at = here()
    turn = round_shown()
    found = shown_sittings(at.session, turn) if turn else []
    told = [one for one in found if one.is_announced and not one.is_off]
    names = dict.fromkeys(one.room for one in told)
    groups = [(name, [one for one in told if one.room == name]) for name in names]
    return page("judging/doors.html", round=turn, groups=groups)


def round_shown() -> Round | None:
    """Return the round of `?round=`, else the one that concerns the desk now; None before judging is prepared."""
    at = here()
    edition_id = at.in_edition().id
    line = current_round(round_lines(at.session, edition_id))
    code = request.args.get("round") or (line.code if line else "")
    return next((one for one in rounds(at.session, edition_id) if one.code == code), None)
