"""What itineraries and moves show of a round whose teams come to rooms; the addresses are those of itineraries."""

from collections.abc import Sequence
from typing import Any

from flask import request
from werkzeug.wrappers import Response

from challenge.judging import sitting_moves
from challenge.judging.forms import MoveForm
from challenge.judging.models import CONFLICT, FROZEN, Round, Visit
from challenge.judging.queries import VisitFace
from challenge.judging.sittings import Sitting, jury_rooms, shown_sittings, sittings
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.render import findings, page, sentence, tell

Group = tuple[str, list[Sitting]]


def shown_rooms(turn: Round) -> dict[str, Any]:
    """Return a round's sittings for the page of itineraries: `?by=jurors` or teams, else by room; those missed."""
    everything = shown_sittings(here().session, turn)
    found = [one for one in everything if not one.is_off]
    by = request.args.get("by", "")
    groups = {"jurors": _by_jurors, "teams": _by_teams}.get(by, _by_rooms)(found)
    missed = [one for one in everything if one.is_missed] if turn.state != FROZEN else []
    return {"by": by if by in ("jurors", "teams") else "rooms", "floor": groups, "missed_sittings": missed}


def _by_rooms(found: Sequence[Sitting]) -> list[Group]:
    names = dict.fromkeys(one.room for one in found)
    return [(name, [one for one in found if one.room == name]) for name in names]


def _by_teams(found: Sequence[Sitting]) -> list[Group]:
    names = {one.code: f"{one.code} {one.name}".strip() for one in sorted(found, key=lambda one: one.code)}
    return [
        (name, sorted((one for one in found if one.code == code), key=lambda one: one.slot))
        for code, name in names.items()
    ]


def _by_jurors(found: Sequence[Sitting]) -> list[Group]:
    own: dict[str, list[Sitting]] = {}
    for one in sorted(found, key=lambda one: one.slot):
        for chair in one.chairs:
            if chair.state != CONFLICT:
                own.setdefault(f"{chair.ref} {chair.juror}", []).append(one)
    return sorted(own.items())


def move_page(face: VisitFace, problem: ChallengeError | None = None) -> Response:
    """Show where a sitting lies and what can be done with it."""
    at = here()
    turn = at.session.get_one(Round, face.round_id)
    found = (one for one in sittings(at.session, turn) if any(chair.visit_id == face.id for chair in one.chairs))
    own = next(found, None)
    if own is None:
        raise NotFound("web.absent")
    typed = request.form if problem else {}
    shown = {
        "visit": face,
        "sitting": own,
        "rooms": [(one.name, one.name) for one in jury_rooms(at.session, at.in_edition().id)],
        "slot": typed.get("slot", str(own.slot)),
        "room": typed.get("room", own.room),
        "reason": typed.get("reason", ""),
        "is_off": typed.get("act") == "withdraw",
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "problem": sentence(at, problem) if problem else None,
        "is_fixed": own.has_sheet or face.round_state == FROZEN,
        "version": at.session.get_one(Visit, face.id).version,
    }
    return page("judging/move_sitting.html", problem.status if problem else 200, **shown)


def move_by(face: VisitFace, form: MoveForm) -> None:
    """Move a sitting, or take it off the plan."""
    if form.act == "withdraw":
        off = write(sitting_moves.withdraw_sitting, face.id, form.version, form.reason)
        tell("%(team)s comes to room %(room)s no more.", **off)
        return
    put = write(sitting_moves.move_sitting, face.id, form.version, form.room, form.slot, form.reason)
    tell("%(team)s comes to room %(room)s in slot %(slot)s; no other sitting has moved.", **put)


def recover(face: VisitFace, version: int) -> None:
    """Make up for a missed sitting."""
    put = write(sitting_moves.recover_sitting, face.id, version)
    tell("%(team)s comes to room %(room)s in slot %(slot)s. Somebody has to tell the team.", **put)
