"""A waiting import: its columns, its lines to be decided, apply, and the way back."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.exchange import deciding
from challenge.exchange.access import find_import
from challenge.exchange.columns import DROP, KEEP
from challenge.exchange.desk import read_now
from challenge.exchange.forms import AnswerForm, ApplyForm, BulkForm
from challenge.exchange.importing import Adapting, Reversible, columns_of, importer_of
from challenge.exchange.keeping import keep_meanings
from challenge.exchange.lines import Reversal, reversal
from challenge.exchange.models import TableImport
from challenge.exchange.queries import LineFilter, every_line, has_lines
from challenge.exchange.reading import AT_ONCE_BYTES, AT_ONCE_LINES, Reader
from challenge.exchange.showing import field_word, line_id, shown_difference, shown_findings, shown_passed
from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("review", __name__)

TEMPLATES = {"asking": "columns", "wrong": "wrong", "ready": "difference", "applied": "applied", "undone": "applied"}
LOOK_AGAIN_S = "2"


def _address(slug: str, upload: str, **asked: Any) -> str:  # noqa: ANN401 - parts of an address
    return url_for("review.table_upload", slug=slug, upload=upload, **{name: one for name, one in asked.items() if one})


@pages.get("/e/<slug>/desk/imports/<upload>", policy=ORGANISERS, thing=find_import)
def table_upload(slug: str, upload: str) -> Response:  # noqa: ARG001 - the loader found it
    """Show what a file is waiting for: to be read, its columns, corrections, a decision; or what it changed."""
    return _shown(here().the(TableImport), None)


def _shown(row: TableImport, problem: ChallengeError | None) -> Response:
    at = here()
    importer = importer_of(row.kind, row.scope)
    values: dict[str, Any] = {
        "row": row,
        "label": at.say(importer.label),
        "base": request.path.removesuffix("/apply").removesuffix("/columns"),
        "problem": sentence(at, problem) if problem else None,
        "counts": row.counts,
        "dropped": row.columns.get("dropped", []),
        "custom": row.columns.get("custom", []),
    }
    if row.state in ("reading", "applying"):
        answer = page("exchange/working.html", **values)
        answer.headers["Refresh"] = LOOK_AGAIN_S
        return answer
    if row.state == "asking":
        values.update(_columns(row))
    elif row.state == "wrong":
        values["wrong"] = shown_findings(at, row)
    elif row.state == "ready":
        values.update(shown_difference(at, row, request.args))
    else:
        values["can_undo"] = row.state == "applied" and _is_reversible(row)
    return page(f"exchange/{TEMPLATES[row.state]}.html", problem.status if problem else 200, **values)


def _is_reversible(row: TableImport) -> bool:
    return isinstance(importer_of(row.kind), Reversible) and has_lines(here().session, row.id)


def _columns(row: TableImport) -> dict[str, Any]:
    at = here()
    importer = importer_of(row.kind, row.scope)
    fields = columns_of(importer, at.session, row.edition_id)
    options = [(one.name, field_word(at, one.name)) for one in fields if not one.dropped]
    keep = [(KEEP, at.say("Keep as a field of your own"))] if isinstance(importer, Adapting) else []
    first = KEEP if keep else DROP
    asked = [{**one, "meaning": one["guess"] or first} for one in row.columns.get("unknown", [])]
    return {"asked": asked, "options": [*keep, (DROP, at.say("Leave it out")), *options]}


@pages.post("/e/<slug>/desk/imports/<upload>/columns", policy=ORGANISERS, thing=find_import)
def post_columns(slug: str, upload: str) -> Response:
    """Remember what the unknown columns mean, and read the file by it."""
    at = here()
    row = at.the(TableImport)
    unknown = [str(one["title"]) for one in row.columns.get("unknown", [])]
    given = {title: request.form.get(f"column-{place}", "")[:60] for place, title in enumerate(unknown)}
    write(keep_meanings, row.id, {title: meaning for title, meaning in given.items() if meaning})
    if row.size <= AT_ONCE_BYTES:
        read_now(upload)
    return redirect(_address(slug, upload), 303)


def _decided() -> tuple[list[int], list[int], dict[int, str]]:
    """Return the lines that the form showed, those that are ticked, and the answers about suspects."""
    shown, accepted = ([line_id(one) for one in request.form.getlist(name)[:1000]] for name in ("shown", "accepted"))
    answers = {
        line_id(name.removeprefix("answer-")): value[:4]
        for name, value in request.form.items()
        if name.startswith("answer-")
    }
    return shown, accepted, answers


@pages.post("/e/<slug>/desk/imports/<upload>/lines", policy=ORGANISERS, thing=find_import)
def post_lines(slug: str, upload: str) -> Response:
    """Keep what is ticked on this page of lines."""
    write(deciding.decide_lines, here().the(TableImport).id, *_decided())
    asked = {name: request.form.get(name, "")[:300] for name in ("show", "field", "q", "after")}
    return redirect(_address(slug, upload, **asked), 303)


@pages.post("/e/<slug>/desk/imports/<upload>/all", policy=ORGANISERS, thing=find_import)
def post_all(slug: str, upload: str) -> Response:
    """Choose all lines of a kind, or none."""
    form = parsed(BulkForm)
    wanted = LineFilter(form.act, form.field, text=form.q)
    write(deciding.choose_all, here().the(TableImport).id, wanted, accepted=form.accepted)
    return redirect(_address(slug, upload, show=form.act, field=form.field, q=form.q), 303)


@pages.post("/e/<slug>/desk/imports/<upload>/suspects", policy=ORGANISERS, thing=find_import)
def post_suspects(slug: str, upload: str) -> Response:
    """Say the same of all suspects that nobody decided yet."""
    write(deciding.answer_suspects, here().the(TableImport).id, None, parsed(AnswerForm).answer)
    return redirect(_address(slug, upload, show="suspect"), 303)


@pages.post("/e/<slug>/desk/imports/<upload>/apply", policy=ORGANISERS, thing=find_import)
def post_apply(slug: str, upload: str) -> Response:
    """Apply what is chosen, exactly as it was shown; a large file by the worker."""
    at = here()
    row, form = at.the(TableImport), parsed(ApplyForm)
    reader = Reader(at.house.works, at.house.config.instance, at.actor)
    try:
        if _is_large(row):
            write(deciding.ask_apply, row.id, form.expected, _decided())
            return redirect(_address(slug, upload), 303)
        counts = write(deciding.apply_import, row.id, reader.upload(row), form.expected, _decided())
    except ChallengeError as problem:
        if problem.code == "exchange.changed":
            reader.look(row)
        return _refused(slug, upload, problem)
    reader.drop(row.sha256)
    tell("Applied: %(arrivals)s new, %(changes)s changed, %(leavers)s left.", **counts)
    return redirect(_address(slug, upload), 303)


def _is_large(row: TableImport) -> bool:
    lines = sum(row.counts.get(name, 0) for name in ("arrivals", "changes", "leavers"))
    return row.size > AT_ONCE_BYTES or lines > AT_ONCE_LINES


def _refused(slug: str, upload: str, problem: ChallengeError) -> Response:  # noqa: ARG001 - the loader found it
    at = here()
    at.session.rollback()
    at.session.expire_all()
    return _shown(at.the(TableImport), problem)


@pages.post("/e/<slug>/desk/imports/<upload>/drop", policy=ORGANISERS, thing=find_import)
def post_drop(slug: str, upload: str) -> Response:  # noqa: ARG001 - the loader found it
    """Give a waiting file up; nothing changes."""
    at = here()
    dropped = write(deciding.drop_import, at.the(TableImport).id)
    Reader(at.house.works, at.house.config.instance, at.actor).drop(str(dropped["sha256"]))
    return redirect(url_for("exchange.table_import", slug=slug, kind=dropped["kind"]), 303)


@pages.get("/e/<slug>/desk/imports/<upload>/undo", policy=ORGANISERS, thing=find_import)
def undo(slug: str, upload: str) -> Response:
    """Say what undoing an import would change, and what it would leave alone."""
    at = here()
    row = at.the(TableImport)
    back = _reversal(row)
    if back is None:
        return redirect(_address(slug, upload), 303)
    label = at.say(importer_of(row.kind).label)
    base = _address(slug, upload)
    fields = sum(len(one.fields) for one in back.difference.changes)
    passed = shown_passed(at, back.passed)
    return page("exchange/undo.html", row=row, label=label, base=base, back=back, fields=fields, passed=passed)


def _reversal(row: TableImport) -> Reversal | None:
    at = here()
    importer = importer_of(row.kind, row.scope)
    if row.state != "applied" or not isinstance(importer, Reversible) or not has_lines(at.session, row.id):
        return None
    return reversal(every_line(at.session, row.id), importer.known(at.session, row.edition_id))


@pages.post("/e/<slug>/desk/imports/<upload>/undo", policy=ORGANISERS, thing=find_import)
def post_undo(slug: str, upload: str) -> Response:
    """Undo an import as far as nothing changed since."""
    told = write(deciding.undo_import, here().the(TableImport).id)
    tell("Undone: %(undone)s. Left alone because it changed since: %(left)s.", **told)
    return redirect(_address(slug, upload), 303)
