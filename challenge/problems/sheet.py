"""The form of a problem as values: what stands in its fields, from a problem, from a request, from nothing."""

from collections.abc import Mapping
from typing import Any

from challenge.kernel.errors import Invalid
from challenge.kernel.text import bounded, clean_block
from challenge.problems.forms import BLOCKS
from challenge.problems.models import Problem
from challenge.problems.rules import MOMENTS, Confidentiality, Rights, Status, with_weights
from challenge.problems.settings import CallSettings

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
    values |= {f"x_{code}": said for code, said in details.get("extra", {}).items()}
    for moment, slot in details.get("availability", {}).items():
        values |= {f"{moment}_{part}": said for part, said in zip(("day", "from", "to"), slot, strict=True)}
    return values


def typed(sent: Any, call: CallSettings) -> dict[str, Any]:  # noqa: ANN401 - a MultiDict of werkzeug
    """Return what was typed into the form, the edition's own fields among it; fields that were not sent are empty."""
    usual = {
        name: tuple(sent.getlist(name)) if isinstance(usual, tuple) else sent.get(name, "")
        for name, usual in EMPTY.items()
    }
    return usual | {f"x_{one.code}": sent.get(f"x_{one.code}", "") for one in call.own_fields}


def own_answers(sent: Any, call: CallSettings) -> dict[str, str]:  # noqa: ANN401 - a MultiDict of werkzeug
    """Return the answers to the edition's own fields, by code; empty ones are left out.

    Raises:
        Invalid("problems.field_missing"), Invalid("text.too_long"): of the first wrong field.
    """
    found = {}
    for one in call.own_fields:
        name = f"x_{one.code}"
        said = bounded(clean_block(sent.get(name, "")), name, most=2000, required=False)
        if one.is_required and not said:
            raise Invalid("problems.field_missing", name)
        if said:
            found[one.code] = said
    return found


LABELS = {
    "title": "Title",
    "teaser": "Teaser",
    "summary": "What is asked",
    "context": "Context",
    "question": "The question",
    "expected": "Expected result",
    "full_text": "Full text",
    "category": "What it is",
    "theme": "Theme",
    "themes": "More themes",
    "wanted_depts": "Wanted departments",
    "required_skills": "Required skills",
    "language": "Language of the work",
    "languages": "Languages",
    "site": "Site",
    "max_teams": "Teams",
    "materials": "Materials",
    "safety": "Safety",
    "availability": "When you can be there",
    "confidentiality": "Who may read it before the teams have signed",
    "rights": "Rights in the results",
    "contact_email": "E-mail for questions",
    "backup_email": "E-mail of the second contact",
}
"""What the parts of a problem are called."""


def sketch(values: Mapping[str, Any], organisation_id: int | None) -> Problem:
    """Return a problem as it would stand, for a preview; what is missing or wrong is left empty."""
    found = {**EMPTY, **values}
    return Problem(
        public_id="",
        ref="–",
        organisation_id=organisation_id,
        title=found["title"] or "–",
        teaser=found["teaser"],
        summary=found["summary"],
        full_text=found["full_text"],
        category=found["category"],
        theme=found["theme"],
        wanted_depts=_names(found["wanted_depts"]),
        required_skills=_names(found["required_skills"]),
        language=found["language"],
        site=found["site"] or "ANY",
        remote_ok=bool(found["remote_ok"]),
        min_teams=_number(found["min_teams"]),
        max_teams=_number(found["max_teams"]),
        confidentiality=found["confidentiality"] if found["confidentiality"] in set(Confidentiality) else "secret",
        rights=found["rights"] if found["rights"] in set(Rights) else "shared",
        details={**{name: found[name] for name in BLOCKS}, "languages": list(found["languages"])},
        contacts={},
        status=Status.CONFIRMED.value,
    )


def _names(said: str) -> list[str]:
    words = (word.strip() for word in said.replace(";", ",").split(","))
    return [word.rpartition(":")[0].strip() or word for word in words if word]


def _number(said: object) -> int:
    return int(str(said)) if str(said).isdecimal() and len(str(said)) < 3 else 1
