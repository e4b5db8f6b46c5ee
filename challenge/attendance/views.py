"""The check-in lane, a scanned badge, the coach's rolls, a student's own attendance, the script for no network."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.attendance.access import (
    CHECK_IN,
    OWN_PAGE,
    ROLL,
    ROLLS,
    find_badge,
    find_coached,
)
from challenge.attendance.asked import chosen_half
from challenge.attendance.badges import picture
from challenge.attendance.forms import RollForm, ScanForm, called_states
from challenge.attendance.marking import Seen, call_roll, record_scan
from challenge.attendance.queries import (
    BadgeFace,
    face_of_account,
    face_of_person,
    halves,
    marks_of_person,
    named_faces,
)
from challenge.attendance.rolls import rolls as team_rolls
from challenge.attendance.rules import read_scan
from challenge.kernel.access import PUBLIC
from challenge.kernel.actor import Role
from challenge.kernel.clock import milliseconds
from challenge.kernel.errors import ChallengeError
from challenge.teams.models import Team
from challenge.teams.queries import teams_of_coach
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages
from config import ROOT

pages = Pages("attendance", __name__)

_OFFLINE = ROOT / "static" / "js" / "offline.js"


@pages.get("/offline.js", policy=PUBLIC)
def offline_script() -> Response:
    """Give the service worker from the root, so that it may keep pages of every edition; never from a cache."""
    return Response(_OFFLINE.read_bytes(), mimetype="text/javascript")


@pages.get("/e/<slug>/checkin", policy=CHECK_IN)
def checkin(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a lane: scan, type a code or a name; the page keeps working without network."""
    return _lane(Sign())


@dataclass(frozen=True, slots=True)
class Sign:
    """What a lane says of the last one: shape (`kind`), word, name and a note; "" for nothing yet."""

    kind: str = ""
    word: str = ""
    name: str = ""
    note: str = ""


def _lane(sign: Sign, *, matches: Sequence[BadgeFace] = (), typed: str = "", status: int = 200) -> Response:
    at = here()
    rows, half = chosen_half(at)
    shown = {"halves": rows, "half": half, "sign": sign, "matches": matches, "typed": typed}
    return page("attendance/checkin.html", status, is_desk=_has_desk(at), **shown)


def _has_desk(at: Here) -> bool:
    return at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)


@pages.get("/e/<slug>/c/<badge>", policy=CHECK_IN, thing=find_badge)
def badge(slug: str, badge: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show whom a scanned badge belongs to, one tap from being checked in."""
    return _lane(Sign(), matches=[here().the(BadgeFace)])


@pages.post("/e/<slug>/checkin", policy=CHECK_IN)
def post_checkin(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Check somebody in without a script: by badge, or by a name that is then chosen among those it fits."""
    at = here()
    edition_id = at.in_edition().id
    try:
        form = parsed(ScanForm)
        if not form.person and read_scan(form.badge) is None and len(form.badge) > 1:
            faces = named_faces(at.session, edition_id, form.badge)
            unknown = Sign("unknown", at.say("Not on the list"), form.badge)
            return _lane(Sign() if faces else unknown, matches=faces, typed=form.badge)
        done = write(record_scan, Seen(form.badge, form.person, form.half, None, typed=True))
    except ChallengeError as problem:
        return _lane(Sign("refused", at.say("Not taken"), note=sentence(at, problem)), status=problem.status)
    face = face_of_person(at.session, edition_id, done["person"])
    return _lane(_said(at, done, face))


def _said(at: Here, done: dict[str, Any], face: BadgeFace | None) -> Sign:
    """Return the sign of a scan that was taken."""
    name, note = (face.name, ", ".join(part for part in (face.team, face.place) if part)) if face else ("", "")
    if done["outcome"] in ("recorded", "changed"):
        return Sign(done["state"], at.say("Late") if done["state"] == "late" else at.say("Present"), name, note)
    return Sign("already", at.say("Already here"), name, note)


@pages.get("/e/<slug>/coach/roll", policy=ROLLS)
def rolls(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a coach's teams with the roll of a half-day: done or not yet, and every member to be tapped."""
    return _rolls()


def _rolls(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    rows, half = chosen_half(at)
    own = [team.id for team in teams_of_coach(at.session, edition_id, at.actor.account_id)]
    found = team_rolls(at.session, edition_id, own, half.id) if half and own else []
    shown = {
        "is_desk": _has_desk(at),
        "halves": rows,
        "half": half,
        "windows": [[row.public_id, milliseconds(row.opens_at), milliseconds(row.closes_at)] for row in rows],
        "rolls": found,
        "first_open": next((roll.code for roll in found if roll.called_at is None), ""),
        "is_ahead": half is not None and at.now < half.opens_at,
        "refusal": sentence(at, problem) if problem else None,
    }
    return page("attendance/rolls.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/coach/roll/<code>", policy=ROLL, thing=find_coached)
def post_roll(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Keep a team's roll without a script."""
    team = here().the(Team)
    try:
        form = parsed(RollForm)
        states, seen = called_states()
        done = write(call_roll, team.id, form.half, states, seen, None)
    except ChallengeError as problem:
        return _rolls(problem)
    tell(
        "Team %(team)s: %(here)s here, %(missing)s missing.",
        **{name: done[name] for name in ("team", "here", "missing")},
    )
    if done["kept"]:
        tell(
            "For %(count)s of them a scan or a later word stands; look at the list.", "warning", count=len(done["kept"])
        )
    half = next((row.number for row in halves(here().session, team.edition_id) if row.public_id == form.half), "")
    return redirect(url_for("attendance.rolls", slug=slug, half=half), 303)


@pages.get("/e/<slug>/attendance", policy=OWN_PAGE)
def own(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a student their own badge and half-days."""
    at = here()
    edition = at.in_edition()
    face = face_of_account(at.session, edition.id, at.actor.account_id)
    lines = marks_of_person(at.session, edition.id, face.person_id) if face else []
    image = picture(at, face.code) if face and face.code else ""
    return page("attendance/own.html", face=face, lines=lines, image=image, now=at.now)
