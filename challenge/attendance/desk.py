"""Attendance as organisers see it: the board, the lists behind its numbers, one person, closing the roll."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.attendance.access import DESK, find_closing, find_half, find_person
from challenge.attendance.actions import forget_badge
from challenge.attendance.asked import Asked, chosen_half
from challenge.attendance.board import (
    Cell,
    grouped,
    here_by_half,
    marked_people,
    rolls_called,
    summed,
)
from challenge.attendance.board import cells as counted_cells
from challenge.attendance.closing import close_roll, reopen_roll
from challenge.attendance.closings import closing_difference, latest_closing
from challenge.attendance.forms import CorrectionForm
from challenge.attendance.marking import correct_mark
from challenge.attendance.models import RollClosing
from challenge.attendance.queries import BadgeFace, HalfLine, edits_of_person, halves, marks_of_person
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("attendance_desk", __name__)


@pages.get("/e/<slug>/desk/attendance", policy=DESK)
def board(slug: str) -> Response:
    """Show a half-day's numbers by school, department, zone or team, and the people behind one of them."""
    at = here()
    edition_id = at.in_edition().id
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    rows, half = chosen_half(at)
    if half is None:
        return page("attendance/board.html", half=None)
    asked = Asked(slug, half)
    people = marked_people(at.session, edition_id, half.id, asked.filter(), after=request.args.get("after", "")[:20])
    closing = latest_closing(at.session, edition_id)
    shown = {
        "halves": _pills(rows, half, asked, here_by_half(at.session, edition_id)),
        "people": people,
        "asked": asked,
        "closing": closing,
        "closed_half": next((row for row in rows if closing and row.id == closing[0].half_day_id), None),
    }
    return page("attendance/board.html", topic=topic, seq=seq, **_counts(at, asked), **shown)


@pages.get("/e/<slug>/desk/attendance/counts", policy=DESK)
def counts(slug: str) -> Response:
    """Show the numbers alone, for the island."""
    at = here()
    _, half = chosen_half(at)
    if half is None:
        return page("attendance/_counts.html", half=None)
    return page("attendance/_counts.html", asked=Asked(slug, half), **_counts(at, Asked(slug, half)))


def _counts(at: Here, asked: Asked) -> dict[str, Any]:
    found: list[Cell] = counted_cells(at.session, at.in_edition().id, asked.half.id)
    called, teams = rolls_called(found)
    return {
        "half": asked.half,
        "tally": summed(found),
        "groups": grouped(found, asked.by),
        "schools": grouped(found, "school"),
        "called": called,
        "teams": teams,
    }


def _pills(rows: list[HalfLine], half: HalfLine, asked: Asked, came: dict[int, int]) -> list[dict[str, Any]]:
    return [
        {"row": row, "href": asked.of(half=str(row.number)), "active": row.id == half.id, "count": came.get(row.id)}
        for row in rows
    ]


@pages.get("/e/<slug>/desk/attendance/people/<person>", policy=DESK, thing=find_person)
def person(slug: str, person: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one person's half-days with their history, and correct them."""
    return _person(slug)


def _person(slug: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    face = at.the(BadgeFace)
    edition_id = at.in_edition().id
    lines = marks_of_person(at.session, edition_id, face.person_id)
    opened = [line for line in lines if line.half.opens_at <= at.now]
    shown = {
        "slug": slug,
        "face": face,
        "lines": lines,
        "opened": opened,
        "edits": edits_of_person(at.session, edition_id, face.person_id),
        "values": request.form.to_dict(),
        "errors": [(found["place"], found["sentence"]) for found in findings(problem)] if problem else [],
        "refusal": sentence(at, problem) if problem else None,
    }
    return page("attendance/person.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/attendance/people/<person>", policy=DESK, thing=find_person)
def post_correction(slug: str, person: str) -> Response:
    """Correct one half-day of one person for a reason; what stood before is kept and told."""
    face = here().the(BadgeFace)
    try:
        form = parsed(CorrectionForm)
        done = write(correct_mark, face.person_id, form.half, form.state, reason=form.reason, seen=form.seen)
    except ChallengeError as problem:
        return _person(slug, problem)
    tell("The mark is corrected; what stood before is kept below.")
    if done["crossed"]:
        tell(
            "Somebody else had changed it since you opened this page. Yours counts; theirs is in the history.",
            "warning",
        )
    return redirect(url_for("attendance_desk.person", slug=slug, person=person), 303)


@pages.post("/e/<slug>/desk/attendance/people/<person>/badge", policy=DESK, thing=find_person)
def post_badge(slug: str, person: str) -> Response:
    """Give somebody who lost their badge another code."""
    write(forget_badge, here().the(BadgeFace).person_id)
    tell("The lost badge says nothing any more. The new one can be printed.")
    return redirect(url_for("attendance_desk.person", slug=slug, person=person), 303)


@pages.get("/e/<slug>/desk/attendance/half-days/<half>/close", policy=DESK, thing=find_half)
def closing(slug: str, half: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show whom closing the roll would turn absent or present, before anything is applied."""
    at = here()
    line = at.the(HalfLine)
    difference = closing_difference(at.session, at.in_edition().id, line.id)
    return page("attendance/close.html", slug=slug, half=line, difference=difference)


@pages.post("/e/<slug>/desk/attendance/half-days/<half>/close", policy=DESK, thing=find_half)
def post_close(slug: str, half: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Close the roll of a half-day."""
    line = here().the(HalfLine)
    done = write(close_roll, line.id)
    tell("The roll is closed: %(gone)s now count as absent, %(come)s as present.", gone=done["gone"], come=done["come"])
    return redirect(url_for("attendance_desk.board", slug=slug, half=line.number), 303)


@pages.post("/e/<slug>/desk/attendance/closings/<closing>/undo", policy=DESK, thing=find_closing)
def post_reopen(slug: str, closing: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take the latest closing back."""
    row = here().the(RollClosing)
    write(reopen_roll, row.id)
    half = next((one for one in halves(here().session, row.edition_id) if one.id == row.half_day_id), None)
    tell("The closing is taken back: everybody counts as before it.")
    return redirect(url_for("attendance_desk.board", slug=slug, half=half.number if half else None), 303)
