"""Judging on paper: the sheets that are printed for each juror, and the page on which they are keyed in."""

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import segno
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging.access import DESK, find_any_visit
from challenge.judging.coverage import current_round, round_lines
from challenge.judging.forms import KeyingForm
from challenge.judging.keying import PaperLine, key_sheet, keyed_count, left_of, marked_visits, paper_lines, refusal
from challenge.judging.models import DONE, FROZEN, Juror, Round
from challenge.judging.queries import SheetLine, VisitFace, jurors, rounds, sheet_lines
from challenge.judging.rules.sheets import scale
from challenge.judging.views import sent_marks
from challenge.kernel.errors import ChallengeError, Conflict
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_keying", __name__)

JURORS_MOST = 20
"""Jurors on one page of the browser: about eighty sheets of A4."""


@pages.get("/e/<slug>/desk/judging/sheets", policy=DESK)
def sheets(slug: str) -> Response:
    """Show score sheets to print, a juror after the other: `?juror=` one of them, `?round=`, `?from=` a later page."""
    at = here()
    edition_id = at.in_edition().id
    turn = _round(at)
    everybody = jurors(at.session, edition_id)
    wanted, first = request.args.get("juror", ""), request.args.get("from", "0")
    chosen = [row for row in everybody if wanted in ("", row.ref)] if turn else []
    start = int(first) if first.isdecimal() and len(first) < 6 else 0
    shown = {row.id: row for row in chosen[start : start + JURORS_MOST]}
    lines = paper_lines(at.session, edition_id, turn.id, shown) if turn else []
    papers = [
        (shown[juror_id], [(line, _picture(at, slug, line)) for line in own])
        for juror_id, own in groupby(lines, key=lambda line: line.juror_id)
    ]
    criteria = [_boxes(at, line) for line in sheet_lines(at.session, turn.rubric_id, 0)] if turn else []
    more = start + JURORS_MOST if len(chosen) > start + JURORS_MOST else 0
    choices = {"jurors": everybody, "chosen": wanted, "round": turn, "rounds": rounds(at.session, edition_id)}
    return page("judging/sheets.html", papers=papers, criteria=criteria, more=more, **choices)


def _round(at: Here) -> Round | None:
    """Return the round that is asked for, else the one that concerns the desk now; None before judging is prepared."""
    edition_id = at.in_edition().id
    line = current_round(round_lines(at.session, edition_id))
    code = request.args.get("round") or (line.code if line else "")
    return next((one for one in rounds(at.session, edition_id) if one.code == code), None)


def _boxes(at: Here, line: SheetLine) -> tuple[str, list[str], Mapping[str, str]]:
    return line.label(at.locale), scale(line.low, line.high, line.step), line.steps(at.locale)


def _picture(at: Here, slug: str, line: PaperLine) -> str:
    """Return the code that opens a visit's keying form; the short mark alone where no address is configured."""
    try:
        content = own_address(at) + url_for("judging_keying.sheet", slug=slug, visit=line.public_id)
    except Conflict:
        content = line.mark
    return str(segno.make(content, error="m", micro=False).svg_data_uri(scale=4, border=2, light="#fff"))


@pages.get("/e/<slug>/desk/judging/keying", policy=DESK)
def keying(slug: str) -> Response:
    """Ask for a sheet's short mark, `?mark=`, and open its form; `?juror=` whose sheets lie on the table."""
    at = here()
    edition_id = at.in_edition().id
    typed, ref = request.args.get("mark", "")[:400], request.args.get("juror", "")[:20]
    found = marked_visits(at.session, edition_id, typed, ref) if typed.strip() else []
    if len(found) == 1:
        return redirect(url_for("judging_keying.sheet", slug=slug, visit=found[0].public_id), 303)
    juror = next((row for row in jurors(at.session, edition_id) if row.ref == ref), None) if ref else None
    turn = _round(at)
    lines = paper_lines(at.session, edition_id, turn.id, [juror.id]) if juror and turn else []
    shown: dict[str, Any] = {"typed": typed, "found": found, "juror": juror, "left": left_of(lines)}
    shown |= {"keyed": keyed_count(at.session, edition_id), "visit": None, "unknown": bool(typed.strip()) and not found}
    return page("judging/keying.html", 404 if shown["unknown"] else 200, **shown)


@pages.get("/e/<slug>/desk/judging/keying/<visit>", policy=DESK, thing=find_any_visit)
def sheet(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show the fields of one sheet of paper."""
    return _sheet(here().the(VisitFace))


def _sheet(face: VisitFace, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    typed = request.form if problem else None
    lines = sheet_lines(at.session, face.rubric_id, face.id)
    why = refusal(at.session, edition_id, face)
    errors = {found["place"]: found["sentence"] for found in findings(problem)} if problem else {}
    shown = {
        "visit": face,
        "rubric": (typed.get("rubric") if typed is not None else "") or face.rubric,
        "juror": at.session.get_one(Juror, face.juror_id),
        "keyed": keyed_count(at.session, edition_id),
        "fields": [_field(at, line, typed.get(f"mark-{line.code}", "") if typed else "") for line in lines],
        "there": [(line.label(at.locale), f"{line.value:g}") for line in lines if line.value is not None],
        "comment": typed.get("comment", "") if typed else face.comment,
        "refusal": sentence(at, why) if why else None,
        "errors": errors,
        "problem": sentence(at, problem) if problem else None,
        "has_sheet": face.state == DONE,
        "is_frozen": face.round_state == FROZEN,
    }
    return page("judging/keying.html", problem.status if problem else 200, **shown)


def _field(at: Here, line: SheetLine, value: str) -> dict[str, Any]:
    return {
        "name": f"mark-{line.code}",
        "label": line.label(at.locale),
        "low": f"{line.low:g}",
        "high": f"{line.high:g}",
        "value": value,
        "steps": line.steps(at.locale),
    }


@pages.post("/e/<slug>/desk/judging/keying/<visit>", policy=DESK, thing=find_any_visit)
def post_sheet(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Keep one sheet of paper and ask for the next."""
    face = here().the(VisitFace)
    try:
        form = parsed(KeyingForm)
        sheet = (sent_marks(), form.comment, form.version)
        write(key_sheet, face.id, *sheet, overwrite=form.overwrite == "yes", rubric=form.rubric)
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _sheet(face, problem)
    ref = here().session.get_one(Juror, face.juror_id).ref
    tell("%(mark)s is keyed in.", mark=f"{ref} {face.code}")
    return redirect(url_for("judging_keying.keying", slug=slug, juror=ref), 303)
