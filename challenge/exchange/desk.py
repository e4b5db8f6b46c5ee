"""Imports as organisers do them: upload, look at the difference, apply it by a second button."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.exchange.actions import Upload, apply_upload, difference_of, read_upload
from challenge.exchange.difference import Difference
from challenge.exchange.forms import ApplyForm, UploadForm
from challenge.exchange.importing import importer_of, importers
from challenge.exchange.tables import MOST_BYTES
from challenge.exchange.uploads import Uploads
from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import ChallengeError, Invalid
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("exchange", __name__)

SHOWN = 100
PARTS = "whole", "part"


def _uploads() -> Uploads:
    at = here()
    return Uploads(at.house.config.instance, at.in_edition().id)


@pages.get("/e/<slug>/desk/import", policy=ORGANISERS)
def table_import(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Ask for a file; `?kind=` chooses what it holds."""
    return _form(request.args.get("kind", "")[:40])


def _form(kind: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    kinds = [
        {
            "kind": one.kind,
            "label": at.say(one.label),
            "columns": [(column.name, column.required) for column in one.columns if not column.dropped],
        }
        for one in importers()
    ]
    return page(
        "exchange/import.html",
        problem.status if problem else 200,
        kinds=kinds,
        kind_options=[(one["kind"], one["label"]) for one in kinds],
        kind=kind or (kinds[0]["kind"] if kinds else ""),
        most_bytes=MOST_BYTES,
        problem=sentence(at, problem) if problem else None,
        place=(problem.place or "") if problem else "",
    )


@pages.post("/e/<slug>/desk/import", policy=ORGANISERS, most_bytes=MOST_BYTES + 100_000)
def post_import(slug: str) -> Response:
    """Keep an uploaded file and show what it would change; one that is no table is refused at once."""
    form = parsed(UploadForm)
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    try:
        if not data:
            raise Invalid("exchange.file_missing", "file")
        read_upload(importer_of(form.kind), data, partial=form.partial)
    except ChallengeError as problem:
        return _form(form.kind, problem)
    digest = _uploads().keep(data)
    part = PARTS[form.partial]
    return redirect(url_for("exchange.difference", slug=slug, kind=form.kind, part=part, digest=digest), 303)


def _upload(kind: str, part: str, digest: str) -> Upload:
    return read_upload(importer_of(kind), _uploads().read(digest), partial=part == "part")


@pages.get("/e/<slug>/desk/import/<kind>/<any(whole, part):part>/<digest>", policy=ORGANISERS)
def difference(slug: str, kind: str, part: str, digest: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what a waiting file would change now."""
    return _shown(_upload(kind, part, digest), None)


def _shown(upload: Upload, problem: ChallengeError | None) -> Response:
    at = here()
    found = difference_of(at.session, at.in_edition().id, upload)
    return page(
        "exchange/difference.html",
        problem.status if problem else 200,
        kind=upload.importer.kind,
        label=at.say(upload.importer.label),
        action=request.path,
        problem=sentence(at, problem) if problem else None,
        expected=found.fingerprint(),
        custom=upload.sheet.custom,
        dropped=upload.sheet.dropped,
        wrong=[_finding(one) for one in found.findings[:SHOWN]],
        shown=SHOWN,
        **_parts(found),
    )


def _parts(found: Difference) -> dict[str, Any]:
    return {
        "counts": found.counts(),
        "is_empty": found.is_empty,
        "arrivals": found.arrivals[:SHOWN],
        "changes": [
            {
                "label": one.label,
                "line": one.line,
                "fields": [{"name": part.name, "old": _said(part.old), "new": _said(part.new)} for part in one.fields],
            }
            for one in found.changes[:SHOWN]
        ],
        "leavers": found.leavers[:SHOWN],
        "suspects": found.suspects[:SHOWN],
    }


def _said(value: object) -> str:
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)


def _finding(finding: Invalid) -> dict[str, str]:
    line, _, column = (finding.place or "").partition(":")
    return {"line": line, "column": column, "sentence": findings(finding)[0]["sentence"], "code": finding.code}


@pages.post("/e/<slug>/desk/import/<kind>/<any(whole, part):part>/<digest>", policy=ORGANISERS)
def post_difference(slug: str, kind: str, part: str, digest: str) -> Response:
    """Apply a waiting file exactly as it was shown; refused when the data changed meanwhile."""
    form = parsed(ApplyForm)
    at = here()
    upload = _upload(kind, part, digest)
    try:
        counts = write(apply_upload, upload, form.expected)
    except ChallengeError as problem:
        at.session.rollback()
        return _shown(upload, problem)
    _uploads().drop(digest)
    tell(
        "Applied: %(arrivals)s new, %(changes)s changed, %(leavers)s left.",
        arrivals=counts["arrivals"],
        changes=counts["changes"],
        leavers=counts["leavers"],
    )
    return redirect(url_for("exchange.table_import", slug=slug, kind=kind), 303)
