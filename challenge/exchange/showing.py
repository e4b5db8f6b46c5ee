"""What the page of a waiting import shows of it, in the reader's language."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from challenge.exchange.difference import HERE, LEFT, PRESENCE
from challenge.exchange.lines import ACTS, Passed
from challenge.exchange.models import ImportLine, TableImport
from challenge.exchange.parts import lacks_many
from challenge.exchange.queries import LineFilter, Tally, lines_page, tallies
from challenge.kernel.errors import Invalid
from challenge.web.context import Here
from challenge.web.render import sentence

FINDINGS_SHOWN = 200
# What stands beside an arrival's name, so that an organiser recognises who it is.
_TELLING = ("department", "level", "school", "email", "role", "organisation", "room", "theme")


def shown_findings(here: Here, row: TableImport) -> list[dict[str, str]]:
    """Return the wrong places of a file: line, column and sentence."""
    found = []
    for one in row.findings[:FINDINGS_SHOWN]:
        place = str(one["place"] or "")
        line, _, column = place.partition(":")
        params = dict(one["params"])
        if one["code"] == "exchange.column_missing":
            params["column"] = column = field_word(here, column)
        said = sentence(here, Invalid(str(one["code"]), place, **params))
        found.append({"line": "" if line == "file" else line, "column": column, "sentence": said})
    return found


def shown_difference(here: Here, row: TableImport, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return a page of lines with the counts that filter them."""
    counted = tallies(here.session, row.id)
    sums = {act: _sum(counted, act) for act in ACTS}
    first = next((act for act in ACTS if sums[act]["count"]), "")
    show = asked.get("show", "") if sums.get(asked.get("show", ""), {}).get("count") else first
    wanted = LineFilter(
        show,
        asked.get("field", "")[:300],
        {"1": True, "0": False}.get(asked.get("chosen", "")),
        asked.get("q", "")[:80],
    )
    after = line_id(asked.get("after", ""))
    lines, following = lines_page(here.session, row.id, wanted, after=after)
    kept = {"show": show, "field": wanted.field, "q": wanted.text, "chosen": asked.get("chosen", "")[:1]}
    base = f"/e/{here.in_edition().slug}/desk/imports/{row.public_id}"
    return {
        "sums": sums,
        "lacks_many": sums["leaver"]["chosen"] and lacks_many(row.counts),
        "show": show,
        "asked": {**kept, "after": str(after or "")},
        "lines": [_line(here, one) for one in lines],
        "following": _href(base, **kept, after=str(following)) if following else "",
        "first": _href(base, **kept) if after else "",
        "fields": [
            {
                "label": field_word(here, one.field),
                "href": _href(base, show="change", field="" if one.field == wanted.field else one.field),
                "active": one.field == wanted.field,
                "count": one.count,
            }
            for one in counted
            if one.act == "change" and show == "change"
        ],
        "is_empty": not counted,
        "applied": sum(one["chosen"] for one in sums.values()),
        "of": sum(one["count"] for one in sums.values()),
        "open": sums["suspect"]["count"] - sums["suspect"]["chosen"],
    }


def line_id(text: str) -> int:
    """Return the number of a line as an address or a form names it; 0, which no line has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _href(base: str, **asked: str) -> str:
    kept = {name: value for name, value in asked.items() if value}
    return f"{base}?{urlencode(kept)}#lines" if kept else base


def _sum(counted: list[Tally], act: str) -> dict[str, int]:
    mine = [one for one in counted if one.act == act]
    return {"count": sum(one.count for one in mine), "chosen": sum(one.chosen for one in mine)}


def field_word(here: Here, name: str) -> str:
    """Return how a field is called in the reader's language; an organiser's own column keeps its name."""
    languages, key = here.house.languages, f"field:{name}"
    return languages.text(here.locale, key) if languages.knows(here.locale, key) else name.removeprefix("+")


def value_word(here: Here, name: str, value: object) -> str:
    """Return a field's value as the reader says it."""
    if name != PRESENCE:
        return said(value)
    return {HERE: here.say("is here"), LEFT: here.say("has left")}.get(str(value), said(value))


def shown_passed(here: Here, passed: Sequence[Passed]) -> list[dict[str, str]]:
    """Return what an undoing leaves alone: whose field, what the import wrote, what it is now."""
    return [
        {
            "label": one.label,
            "field": field_word(here, one.field),
            "then": value_word(here, one.field, one.then),
            "now": value_word(here, one.field, one.now),
        }
        for one in passed[:FINDINGS_SHOWN]
    ]


def _line(here: Here, one: ImportLine) -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "line": one.line,
        "field": field_word(here, one.field) if one.act == "change" else one.field,
        "old": value_word(here, one.field, one.old),
        "new": value_word(here, one.field, one.new),
        "about": _about(one),
        "fields": [(field_word(here, name), said(old), said(new)) for name, old, new in one.new or []]
        if one.act == "suspect"
        else [],
        "in_file": one.act == "suspect" and one.new is None,
        "chosen": one.chosen,
        "contested": one.contested,
        "bound": one.bound,
        "answer": one.answer,
    }


def _about(one: ImportLine) -> str:
    """Return what tells an arrival from others of the name."""
    if one.act != "arrival" or not isinstance(one.new, dict):
        return ""
    values = one.new.get("values", {})
    return " · ".join(said(values[name]) for name in _TELLING if values.get(name))


def said(value: object) -> str:
    """Return a value as people read it."""
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return "" if value is None or isinstance(value, dict) else str(value)
