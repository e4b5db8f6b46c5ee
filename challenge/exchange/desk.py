"""Imports as organisers begin them: upload a file, see what was imported, and what columns were said to mean."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.exchange.columns import DROP, KEEP
from challenge.exchange.forms import MeaningForm, UploadForm
from challenge.exchange.importing import columns_of, importer_of, importers
from challenge.exchange.keeping import Sent, begin_import, forget_meaning
from challenge.exchange.queries import import_by_public_id, meaning_rows, past_imports
from challenge.exchange.reading import AT_ONCE_BYTES, Reader
from challenge.exchange.showing import field_word
from challenge.exchange.tables import MOST_BYTES, read_table
from challenge.exchange.uploads import Uploads
from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import ChallengeError, Invalid
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence
from challenge.web.shell import Pages

pages = Pages("exchange", __name__)


@pages.get("/e/<slug>/desk/import", policy=ORGANISERS)
def table_import(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Ask for a file; `?kind=` chooses what it holds. Below: what was imported, and what columns mean."""
    return _form(request.args.get("kind", "")[:40])


def _form(kind: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    kinds = [
        {
            "kind": one.kind,
            "label": at.say(one.label),
            "columns": [
                (field_word(at, column.name), column.required)
                for column in columns_of(one, at.session, edition_id)
                if not column.dropped
            ],
        }
        for one in importers()
    ]
    chosen = kind or (str(kinds[0]["kind"]) if kinds else "")
    words = {KEEP: at.say("your own field"), DROP: at.say("left out")}
    return page(
        "exchange/import.html",
        problem.status if problem else 200,
        kinds=kinds,
        labels={one["kind"]: one["label"] for one in kinds},
        kind_options=[(one["kind"], one["label"]) for one in kinds],
        kind=chosen,
        most_bytes=MOST_BYTES,
        problem=sentence(at, problem) if problem else None,
        place=(problem.place or "") if problem else "",
        past=past_imports(at.session, edition_id),
        remembered=[
            (row.title, words.get(row.meaning) or field_word(at, row.meaning), row.header)
            for row in meaning_rows(at.session, edition_id, chosen)
        ],
    )


@pages.post("/e/<slug>/desk/import", policy=ORGANISERS, most_bytes=MOST_BYTES + 100_000)
def post_import(slug: str) -> Response:
    """Keep an uploaded file and read it; a small one at once, and one that is no table is refused at once."""
    at = here()
    form = parsed(UploadForm)
    file = request.files.get("file")
    data = file.read() if file is not None else b""
    try:
        kind = importer_of(form.kind).kind
        if file is None or not file.filename:
            raise Invalid("exchange.file_missing", "file")
        if len(data) <= AT_ONCE_BYTES:
            read_table(data)
        digest = Uploads(at.house.config.instance, at.in_edition().id).keep(data)
        sent = Sent(kind, digest, len(data), form.partial, file_name=(file.filename or "") if file else "")
        upload = str(write(begin_import, sent)["import"])
        if len(data) <= AT_ONCE_BYTES:
            read_now(upload)
    except ChallengeError as problem:
        return _form(form.kind, problem)
    return redirect(url_for("review.table_upload", slug=slug, upload=upload), 303)


def read_now(upload: str) -> str:
    """Read a small file within the request; return the state that this gives."""
    at = here()
    at.session.rollback()
    row = import_by_public_id(at.session, at.in_edition().id, upload)
    if row is None or row.state != "reading":
        return row.state if row else ""
    return Reader(at.house.works, at.house.config.instance, at.actor).look(row)


@pages.post("/e/<slug>/desk/import/forget", policy=ORGANISERS)
def post_forget_meaning(slug: str) -> Response:
    """Forget what a column means; the next file asks again."""
    form = parsed(MeaningForm)
    write(forget_meaning, form.kind, form.header)
    return redirect(url_for("exchange.table_import", slug=slug, kind=form.kind), 303)
