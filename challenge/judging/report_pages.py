"""Judging as files, for organisers and the chair."""

from flask import Response

from challenge.exchange.writing import csv_bytes, json_bytes, workbook_bytes
from challenge.judging.access import DESK
from challenge.judging.reports import REPORTS
from challenge.kernel.errors import NotFound
from challenge.web.context import here
from challenge.web.render import download, page
from challenge.web.shell import Pages

pages = Pages("judging_reports", __name__)

_TYPES = {
    "csv": "text/csv",
    "semicolon.csv": "text/csv",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@pages.get("/e/<slug>/desk/judging/files", policy=DESK)
def files(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what can be taken away."""
    return page("judging/files.html", reports=tuple(REPORTS))


@pages.get("/e/<slug>/desk/judging/files/<name>", policy=DESK)
def file(slug: str, name: str) -> Response:
    """Give one table as CSV, XLSX or JSON; `everything.xlsx` has them all."""
    at = here()
    report, _, kind = name.partition(".")
    if kind not in _TYPES or (report not in REPORTS and name != "everything.xlsx"):
        raise NotFound("web.absent")
    chosen = REPORTS.values() if report == "everything" else (REPORTS[report],)
    sheets = [read(at.session, at.in_edition().id) for read in chosen]
    if kind == "xlsx":
        body = workbook_bytes(sheets)
    elif kind == "json":
        body = json_bytes(sheets[0])
    else:
        separator = ";" if kind.startswith("semicolon") else ","
        body = csv_bytes(sheets[0].header, sheets[0].rows, separator=separator)
    return download(body, f"{slug}-judging-{name}", _TYPES[kind])
