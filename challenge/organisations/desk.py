"""The directory as organisers see it: who takes part, narrowed by the address, and given away."""

from collections import Counter
from collections.abc import Callable, Iterable
from urllib.parse import urlencode

from flask import request
from werkzeug.wrappers import Response

from challenge.exchange.writing import csv_bytes, json_bytes, workbook_bytes
from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import NotFound
from challenge.kernel.text import fold
from challenge.organisations.exports import directory_sheet
from challenge.organisations.queries import OrganisationCard, contact_counts, organisations_of
from challenge.organisations.rules import KIND_NAMES
from challenge.web.context import here
from challenge.web.render import download, page
from challenge.web.shell import Pages

pages = Pages("organisations", __name__)

FILTERS = {"kind": 12, "cluster": 80, "territory": 80, "group": 80, "q": 80}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def kind_names() -> dict[str, str]:
    """Return what kinds are called for the reader."""
    at = here()
    return {one.value: at.say(name) for one, name in KIND_NAMES.items()}


def _asked() -> dict[str, str]:
    return {name: request.args.get(name, "")[:most] for name, most in FILTERS.items()}


def _fits(one: OrganisationCard, asked: dict[str, str]) -> bool:
    text = fold(f"{one.name} {one.acronym} {one.town} {one.territory} {one.cluster} {one.conflict_group}")
    return (
        all(word in text for word in fold(asked["q"]).split())
        and asked["kind"] in ("", one.kind)
        and asked["territory"] in ("", one.territory)
        and asked["group"] in ("", one.conflict_group)
        and (not asked["cluster"] or asked["cluster"] in one.clusters)
    )


def _pills(
    base: str, asked: dict[str, str], name: str, words: Iterable[tuple[str, str, int]]
) -> list[dict[str, object]]:
    at, rest = here(), {key: value for key, value in asked.items() if value and key != name}

    def address(value: str) -> str:
        question = urlencode({**rest, name: value} if value else rest)
        return f"{base}?{question}" if question else base

    found: list[dict[str, object]] = [{"label": at.say("All"), "href": address(""), "active": not asked[name]}]
    return found + [
        {"label": label, "href": address(value), "active": value == asked[name], "count": count}
        for value, label, count in words
    ]


def _counted(values: Iterable[str]) -> list[tuple[str, str, int]]:
    counts = Counter(value for value in values if value)
    return [(value, value, counts[value]) for value in sorted(counts, key=fold)]


@pages.get("/e/<slug>/desk/organisations", policy=ORGANISERS)
def organisations(slug: str) -> Response:
    """Show who takes part; `?kind=`, `?cluster=`, `?territory=`, `?group=` and `?q=` narrow the list."""
    at, asked = here(), _asked()
    edition_id = at.in_edition().id
    everybody = organisations_of(at.session, edition_id)
    kinds, names = Counter(one.kind for one in everybody), kind_names()
    base = f"/e/{slug}/desk/organisations"
    clusters = _counted(cluster for one in everybody for cluster in one.clusters)
    territories = _counted(one.territory for one in everybody)
    return page(
        "organisations/desk.html",
        rows=[one for one in everybody if _fits(one, asked)],
        total=len(everybody),
        groups=len({one.conflict_group for one in everybody if one.conflict_group}),
        clusters=len(clusters),
        pills=_pills(base, asked, "kind", [(one, names[one], kinds[one]) for one in names if kinds[one]]),
        cluster_pills=_pills(base, asked, "cluster", clusters) if clusters else [],
        territory_pills=_pills(base, asked, "territory", territories) if territories else [],
        contacts=contact_counts(at.session, edition_id),
        names=names,
        asked=asked,
        question=urlencode({name: value for name, value in asked.items() if value}),
        base=base,
    )


_FORMS: dict[str, tuple[str, Callable[..., bytes]]] = {
    "csv": ("text/csv", lambda sheet: csv_bytes(sheet.header, sheet.rows, separator=";")),
    "xlsx": (_XLSX, lambda sheet: workbook_bytes([sheet])),
    "json": ("application/json", json_bytes),
}


@pages.get("/e/<slug>/desk/organisations/export/<form>", policy=ORGANISERS)
def export(slug: str, form: str) -> Response:
    """Give the directory away as it is narrowed, with every column that the import takes in."""
    if form not in _FORMS:
        raise NotFound("web.absent")
    at, asked = here(), _asked()
    found = [one for one in organisations_of(at.session, at.in_edition().id) if _fits(one, asked)]
    media_type, made = _FORMS[form]
    return download(made(directory_sheet(found)), f"{slug}-organisations.{form}", media_type)
