"""Everything a quarter of an hour later from here: asked for, looked at, done, taken back."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.clock import zone
from challenge.kernel.errors import ChallengeError
from challenge.schedule import changes
from challenge.schedule.access import DESK, find_change
from challenge.schedule.capacity import Shortage, shortages
from challenge.schedule.forms import DAY, ShiftForm
from challenge.schedule.models import Milestone, ScheduleChange
from challenge.schedule.ordering import check_order
from challenge.schedule.queries import MilestoneLine, lines, milestones, state_mark
from challenge.schedule.rules import Transition
from challenge.schedule.shifting import Clash, Move, Shift, Why, clashes, moves
from challenge.schedule.telling import concerned
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, sentence, tell
from challenge.web.shell import Pages

pages = Pages("schedule_shift", __name__)

USUAL_MINUTES = "15"
STEP_MIN = 5


@dataclass(frozen=True, slots=True)
class Preview:
    """What a shift would do; empty before it is asked for, and when it cannot be done."""

    moves: list[Move] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    seen: str = ""


@pages.get("/e/<slug>/desk/schedule/shift", policy=DESK)
def shift(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Ask how much later from when on; with an answer in the address, show what it moves and whom it tells."""
    asked = {name: request.args.get(name, value)[:20] for name, value in _usual().items()}
    if "since" not in request.args:
        return _asking(asked, Preview(), None)
    try:
        return _asking(asked, _preview(parsed(ShiftForm, asked)), None)
    except ChallengeError as problem:
        return _asking(asked, Preview(), problem)


@pages.post("/e/<slug>/desk/schedule/shift", policy=DESK)
def post_shift(slug: str) -> Response:
    """Do it; if somebody moved a milestone meanwhile, show what it would do now."""
    at = here()
    typed = {name: request.form.get(name, value)[:20] for name, value in _usual().items()}
    try:
        form = parsed(ShiftForm)
        done = write(changes.shift_schedule, form.shift(at.in_edition().time_zone), seen=form.seen)
    except ChallengeError as problem:
        return _asking(typed, Preview(), problem)
    tell("%(count)s milestones were moved by %(minutes)s minutes.", count=done["milestones"], minutes=done["minutes"])
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


@pages.post("/e/<slug>/desk/schedule/changes/<change>/undo", policy=DESK, thing=find_change)
def post_undo(slug: str, change: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take a change back."""
    at = here()
    try:
        done = write(changes.undo_change, at.the(ScheduleChange).id)
    except ChallengeError as problem:
        tell(sentence(at, problem), "error")
    else:
        tell("%(count)s milestones are where they were before.", count=done["milestones"])
    return redirect(url_for("schedule_desk.schedule", slug=slug), 303)


def _usual() -> dict[str, str]:
    """Return the usual wish: fifteen minutes from the last five minutes of the hall's clock on, for today."""
    at = here()
    local = at.now.astimezone(zone(at.in_edition().time_zone)).replace(tzinfo=None, second=0, microsecond=0)
    since = local - timedelta(minutes=local.minute % STEP_MIN)
    return {"since": since.isoformat(timespec="minutes"), "minutes": USUAL_MINUTES, "scope": DAY}


def _preview(form: ShiftForm) -> Preview:
    at = here()
    edition_id = at.in_edition().id
    rows = milestones(at.session, edition_id)
    asked: Shift = form.shift(at.in_edition().time_zone)
    moved = moves(rows, asked, at.now)
    after = {move.milestone.id: move.after for move in moved}
    check_order(rows, after, list(after), "minutes")
    lacking = shortages(at.session, edition_id, lines(at.session, edition_id), after)
    return Preview(moved, clashes(rows, moved), lacking, state_mark(rows))


def _asking(values: dict[str, str], preview: Preview, problem: ChallengeError | None) -> Response:
    at = here()
    told = concerned(at.session, at.in_edition().id, [move.milestone.audience for move in preview.moves])
    shown: dict[str, Any] = {"moves": [move_line(move) for move in preview.moves], "seen": preview.seen, "told": told}
    shown["clashes"] = [clash_line(clash) for clash in preview.clashes]
    shown |= {"shortages": preview.shortages, "is_asked": bool(preview.seen)}
    return page(
        "schedule/shift.html", problem.status if problem else 200, values=values, problems=said(problem), **shown
    )


def move_line(move: Move) -> dict[str, Any]:
    """Return a move as the page shows it: title, audience, and each moment that changes, before and after.

    A moment that comes in or is left out has None for the time that it has not.
    """
    before, after = dict(move.before.transitions()), dict(move.after.transitions())
    pairs = [(transition.value, before.get(transition), after.get(transition)) for transition in Transition]
    times = [one for one in pairs if one[1] != one[2]]
    return {"title": _title(move.milestone), "audience": move.milestone.audience, "times": times}


ClashLine = tuple[Why, str, str, datetime]


def clash_line(clash: Clash) -> ClashLine:
    """Return why two get in each other's way, their titles, and from when on at the times that they have now."""
    return clash.why, _title(clash.first), _title(clash.second), clash.second.moments().starts


def _title(milestone: object) -> str:
    assert isinstance(milestone, Milestone | MilestoneLine)
    return milestone.title(here().locale)
