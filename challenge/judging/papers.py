"""What the desk prints or looks into alone: entry sheets, the ranking, a single visit with its history."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import segno
from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import actions
from challenge.judging.access import DESK, find_any_visit
from challenge.judging.control import harshest_first
from challenge.judging.forms import AsideForm, EntryForm, SheetForm
from challenge.judging.models import Juror, Round, Visit
from challenge.judging.publishing import known_labels
from challenge.judging.queries import VisitFace, edits, juror_by_public_id, rounds, sheet_lines
from challenge.judging.queries import jurors as all_jurors
from challenge.judging.rules.ranking import TOP_PLACES
from challenge.judging.rules.reasons import Summary, reasons, summary
from challenge.judging.rules.ties import ties
from challenge.judging.setting_aside import put_sheet_back, set_sheet_aside
from challenge.judging.snapshots import Standings
from challenge.judging.standings import counted_visits, shown_standings
from challenge.judging.views import sent_marks
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.live.feed import heads
from challenge.live.topics import edition_topic
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import decimal, findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_papers", __name__)

LEAST_SHIFT = 0.01
"""Points from which a reason is worth a word."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A juror's sheet of paper: who, and the way in as picture and as text."""

    ref: str
    name: str
    address: str
    picture: str


@pages.post("/e/<slug>/desk/judging/entry", policy=DESK)
def post_entry(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Make fresh entry links and show them once, to be printed.

    Not under an idempotency key: the answer would be kept, and it holds secrets. A second tap makes newer links and the
    older ones end.
    """
    at = here()
    wanted = parsed(EntryForm).juror
    edition_id = at.in_edition().id
    one = juror_by_public_id(at.session, edition_id, wanted) if wanted else None
    if wanted and one is None:
        raise NotFound("web.absent")
    rows: Sequence[Juror] = [one] if one else all_jurors(at.session, edition_id)
    tokens = at.house.works.perform(at.actor, actions.make_entry_links, [row.id for row in rows])
    sheet = page("judging/entry.html", entries=[_entry(row, tokens[row.id]) for row in rows])
    sheet.headers["Cache-Control"] = "no-store"
    return sheet


def _entry(row: Juror, token: str) -> Entry:
    address = f"{own_address(here())}/j/{token}"
    picture = segno.make(address, error="m", micro=False).svg_data_uri(scale=6, light="#fff")
    return Entry(row.ref, row.name, address, picture)


@pages.get("/e/<slug>/desk/judging/ranking", policy=DESK)
def ranking(slug: str) -> Response:
    """Show the ranking with its doubt and the severity of jurors, as frozen or as the sheets stand now. `?round=`."""
    topic = edition_topic(slug, "staff")
    seq = heads(here().session, [topic])[topic]
    return page("judging/ranking.html", topic=topic, seq=seq, **_ranked())


@pages.get("/e/<slug>/desk/judging/ranking/board", policy=DESK)
def ranking_board(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the ranking alone, for the island. `?round=`."""
    return page("judging/_ranking.html", **_ranked())


def _ranked() -> dict[str, Any]:
    at = here()
    edition_id = at.in_edition().id
    turns = rounds(at.session, edition_id)
    code = request.args.get("round", "")
    turn = next((one for one in turns if one.code == code), turns[0] if turns else None)
    found = shown_standings(at.session, edition_id, turn) if turn else None
    shown: dict[str, Any] = {"rounds": turns, "round": turn, "found": found}
    if turn is not None and found is not None:
        labels = known_labels(at.session, edition_id)
        shown |= {"rows": _interval_rows(found, labels, turn), "points": _severity_points(found)}
        shown |= {"has_border": len(found.ranking.projects) > TOP_PLACES, "people": harshest_first(found.ranking)}
        shown["named"] = {one.ref: one.name for one in all_jurors(at.session, edition_id)}
        # Whoever is farthest from the others is on the picture, whatever the rubric's points.
        shown["reach"] = math.ceil(max([4.0, *(abs(point["value"]) for point in shown["points"])]))
    return shown


def _interval_rows(found: Standings, labels: dict[str, str], turn: Round) -> list[dict[str, Any]]:
    at = here()
    lines = found.ranking.projects
    why = reasons(found.ranking, counted_visits(at.session, turn.edition_id, turn))
    group = {code: f"{tie.first}–{tie.last}" for tie in ties(lines) for code in tie.projects if tie.first != tie.last}
    return [
        {
            "code": line.project,
            "place": f"{line.rank}.\u00a0{line.project}",
            "group": group.get(line.project, str(line.rank)),
            "label": f"{line.rank}. {line.project} {labels.get(line.project, '')}".strip(),
            "low": round(line.low, 1),
            "point": round(line.score, 1),
            "high": round(line.high, 1),
            "raw": None if line.raw_mean is None else round(line.raw_mean, 1),
            "why": "; ".join(_why(summary(why[line.project]))) if line.project in why else "",
            "visits": line.visits,
            "p_top10": line.p_top10,
        }
        for line in lines
    ]


def _why(found: Summary) -> Iterator[str]:
    """Give the reasons of a difference in words, those below a hundredth of a point left out."""
    at, plural = here(), here().house.languages.plural
    severe, generous = "seen by %(num)s severe juror: %(shift)s", "seen by %(num)s generous juror: %(shift)s"
    counted = (
        (severe, "seen by %(num)s severe jurors: %(shift)s", found.severe, found.severe_shift),
        (generous, "seen by %(num)s generous jurors: %(shift)s", found.generous, found.generous_shift),
    )
    for one, many, count, shift in counted:
        if count and abs(shift) >= LEAST_SHIFT:
            yield plural(at.locale, one, many, count) % {"num": count, "shift": decimal(shift, 2, sign=True)}
    for text, shift in (("other jurors: %(shift)s", found.other_shift), ("few sheets: %(shift)s", found.pull)):
        if abs(shift) >= LEAST_SHIFT:
            yield at.say(text, shift=decimal(shift, 2, sign=True))


def _severity_points(found: Standings) -> list[dict[str, Any]]:
    """Return jurors by severity, kinder to the right; those far from the others carry their number."""
    spread = max((abs(line.severity) for line in found.ranking.jurors), default=0.0)
    return [
        {"label": line.juror, "value": round(-line.severity, 2), "mark": abs(line.severity) > max(1.5, 0.8 * spread)}
        for line in sorted(found.ranking.jurors, key=lambda line: -line.severity)
    ]


@pages.get("/e/<slug>/desk/judging/visits/<visit>", policy=DESK, thing=find_any_visit)
def visit(slug: str, visit: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one visit's sheet with its history, for a correction."""
    return _visit(here().the(VisitFace))


def _visit(face: VisitFace, problem: ChallengeError | None = None, *, is_aside: bool = False) -> Response:
    """Show the sheet; after a refusal with what was typed, in the form that it was typed into."""
    at = here()
    typed = request.form if problem and not is_aside else None
    lines = sheet_lines(at.session, face.rubric_id, face.id)
    shown = {
        "visit": face,
        "fields": [
            (f"mark-{line.code}", line.label(at.locale), _value(line.value, f"mark-{line.code}", typed))
            for line in lines
        ],
        "comment": typed.get("comment", "") if typed is not None else face.comment,
        "reason": typed.get("reason", "") if typed is not None else "",
        "reason_aside": request.form.get("reason", "") if problem and is_aside else "",
        "is_aside": is_aside,
        "why_aside": at.session.get_one(Visit, face.id).aside_reason,
        "history": edits(at.session, face.id),
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "problem": sentence(at, problem) if problem else None,
    }
    return page("judging/correction.html", problem.status if problem else 200, **shown)


def _value(value: float | None, name: str, typed: Any) -> str:  # noqa: ANN401 - werkzeug's multi-dict, or None
    if typed is not None:
        return str(typed.get(name, ""))
    return "" if value is None else f"{value:g}"


@pages.post("/e/<slug>/desk/judging/visits/<visit>", policy=DESK, thing=find_any_visit)
def post_visit(slug: str, visit: str) -> Response:
    """Change a sheet for a reason; the old one is kept."""
    face = here().the(VisitFace)
    try:
        form = parsed(SheetForm)
        write(actions.record_visit, face.id, sent_marks(), form.comment, form.version, reason=form.reason)
    except ChallengeError as problem:
        return _visit(face, problem)
    tell("The sheet was changed; the old one is kept below.")
    return redirect(url_for("judging_papers.visit", slug=slug, visit=visit), 303)


@pages.post("/e/<slug>/desk/judging/visits/<visit>/aside", policy=DESK, thing=find_any_visit)
def post_aside(slug: str, visit: str) -> Response:
    """Set one sheet aside, or count it again; for a reason."""
    face = here().the(VisitFace)
    try:
        form = parsed(AsideForm)
        write(set_sheet_aside if form.act == "aside" else put_sheet_back, face.id, form.version, form.reason)
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _visit(face, problem, is_aside=True)
    tell("The sheet is kept and does not count." if form.act == "aside" else "The sheet counts again.")
    return redirect(url_for("judging_papers.visit", slug=slug, visit=visit), 303)
