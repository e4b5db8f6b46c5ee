"""Attendance for devices: the roster they keep, and the scans and rolls that they send when there is network."""

from typing import Any

from werkzeug.wrappers import Response

from challenge.attendance.access import CHECK_IN, ROLL, find_coached
from challenge.attendance.forms import RollForm, ScanForm, called_states
from challenge.attendance.half_days import half_to_show
from challenge.attendance.marking import Seen, call_roll, record_scan
from challenge.attendance.queries import HalfLine, face_of_person, halves, marked, roster_faces
from challenge.kernel.clock import milliseconds
from challenge.teams.models import Team
from challenge.web.api import answer, write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.shell import Pages

pages = Pages("attendance_api", __name__)


@pages.get("/api/v1/editions/<slug>/attendance/roster", policy=CHECK_IN)
def roster(slug: str) -> Response:
    """Return what a lane needs without network: half-days, people with their badge codes, who is in already.

    `people` are [outside name, code, name, reference, team, place]; `marked` holds the states of the present half-day.
    """
    at = here()
    edition_id = at.in_edition().id
    rows = halves(at.session, edition_id)
    half = half_to_show(rows, at.now)
    body = {
        "slug": slug,
        "now_ms": milliseconds(at.now),
        "speed": 0.0 if at.clock.paused_at else at.clock.speed,
        "halves": [_half(row) for row in rows],
        "half": half.public_id if half else "",
        "people": [
            [one.public_id, one.code, one.name, one.ref, one.team, one.place]
            for one in roster_faces(at.session, edition_id)
        ],
        "marked": marked(at.session, edition_id, half.id) if half else {},
    }
    response = answer(body)
    response.headers["Cache-Control"] = "no-store"
    return response


def _half(row: HalfLine) -> dict[str, Any]:
    return {
        "half": row.public_id,
        "number": row.number,
        "opens_ms": milliseconds(row.opens_at),
        "late_ms": milliseconds(row.late_from),
        "closes_ms": milliseconds(row.closes_at),
    }


@pages.post("/api/v1/editions/<slug>/attendance/scans", policy=CHECK_IN, takes=ScanForm)
def post_scan(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Note that somebody was seen: `badge` or `person`, `half`, `at_ms`, `typed`."""
    at = here()
    form = parsed(ScanForm)
    seen = Seen(form.badge, form.person, form.half, form.at, form.typed)
    done = write(record_scan, seen)
    # The name is read for the answer and not kept with it: what is kept under the key holds no names.
    face = face_of_person(at.session, at.in_edition().id, done["person"])
    return answer({**done, "name": face.name if face else "", "team": face.team if face else ""})


@pages.post("/api/v1/editions/<slug>/attendance/rolls/<code>", policy=ROLL, thing=find_coached, takes=RollForm)
def post_roll(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Keep a team's roll: `half`, `at_ms`, `state-<member>`, `seen-<member>`."""
    form = parsed(RollForm)
    states, seen = called_states()
    return answer(write(call_roll, here().the(Team).id, form.half, states, seen, form.at))
