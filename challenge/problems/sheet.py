"""The form of a problem as values: what stands in its fields, from a problem, from a request, from nothing."""

from collections.abc import Mapping
from typing import Any

from challenge.problems.forms import BLOCKS
from challenge.problems.models import Problem
from challenge.problems.rules import MOMENTS, with_weights

SLOTS = tuple(f"{moment}_{part}" for moment in MOMENTS for part in ("day", "from", "to"))
EMPTY: dict[str, Any] = {
    "organisation": "",
    "title": "",
    "teaser": "",
    "summary": "",
    **dict.fromkeys(BLOCKS, ""),
    "full_text": "",
    "category": "challenge",
    "theme": "",
    "themes": (),
    "wanted_depts": "",
    "required_skills": "",
    "language": "fr",
    "languages": (),
    "site": "",
    "remote_ok": "",
    "min_teams": 1,
    "max_teams": 1,
    "confidentiality": "open",
    "rights": "shared",
    **dict.fromkeys(("contact_name", "contact_email", "contact_phone", "backup_name", "backup_email"), ""),
    **dict.fromkeys(SLOTS, ""),
}
"""Every field of the form, with what stands there at first; a tuple where several values may be."""

_SAME = ("title", "teaser", "summary", "full_text", "category", "theme", "language", "min_teams", "max_teams")


def values_of(row: Problem) -> dict[str, Any]:
    """Return what stands in the form of a problem."""
    details, contacts = row.details, row.contacts
    weights: Mapping[str, dict[str, int]] = details.get("weights", {})
    values = {**EMPTY, **{name: getattr(row, name) for name in _SAME}}
    values |= {name: details.get(name, "") for name in BLOCKS}
    values |= {name: tuple(details.get(name, ())) for name in ("themes", "languages")}
    values |= {
        "wanted_depts": with_weights(row.wanted_depts, weights.get("depts", {})),
        "required_skills": with_weights(row.required_skills, weights.get("skills", {})),
        "site": "" if row.site == "ANY" else row.site,
        "remote_ok": "1" if row.remote_ok else "",
        "confidentiality": row.confidentiality,
        "rights": row.rights,
        "contact_email": row.contact_email,
        "contact_name": contacts.get("name", ""),
        "contact_phone": contacts.get("phone", ""),
        "backup_name": contacts.get("backup_name", ""),
        "backup_email": contacts.get("backup_email", ""),
    }
    for moment, slot in details.get("availability", {}).items():
        values |= {f"{moment}_{part}": said for part, said in zip(("day", "from", "to"), slot, strict=True)}
    return values


def typed(sent: Any) -> dict[str, Any]:  # noqa: ANN401 - a MultiDict of werkzeug
    """Return what was typed into the form; fields that were not sent are empty."""
    return {
        name: tuple(sent.getlist(name)) if isinstance(usual, tuple) else sent.get(name, "")
        for name, usual in EMPTY.items()
    }
