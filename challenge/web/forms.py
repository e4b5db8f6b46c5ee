"""From a form or a JSON body to a checked value: pydantic models that pages, API and imports share."""

from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin

from flask import request
from pydantic import BaseModel, ConfigDict, ValidationError

from challenge.kernel.errors import Invalid, Rejected

M = TypeVar("M", bound="Form")

LARGEST = 2**31 - 2
"""The largest number that a field may say which has no bound of its own: one more still fits into a column."""

_KINDS = {
    "missing": "form.missing",
    "string_too_short": "form.missing",
    "string_too_long": "form.too_long",
    "int_parsing": "form.number",
    "float_parsing": "form.number",
    "greater_than_equal": "form.too_small",
    "less_than_equal": "form.too_large",
    "literal_error": "form.choice",
    "enum": "form.choice",
    "value_error": "form.value",
}


class Form(BaseModel):
    """Mother of every form: unknown fields are passed over, strings are trimmed.

    Its checks are built with the first use: a start would wait for those of a hundred forms.
    """

    model_config = ConfigDict(str_strip_whitespace=True, extra="ignore", frozen=True, defer_build=True)


def parsed(model: type[M], values: Mapping[str, Any] | None = None) -> M:
    """Return the model from the request's form or JSON body (or from `values`).

    A field that occurs several times becomes a list where the model wants one.

    Raises:
        Rejected("form.invalid"): one finding per wrong field, all at once.
    """
    given = dict(values) if values is not None else sent_values(model)
    try:
        return model.model_validate(given)
    except ValidationError as wrong:
        raise Rejected("form.invalid", [_finding(error) for error in wrong.errors()]) from wrong


def sent_values(model: type[BaseModel]) -> dict[str, Any]:
    """Return what was sent, as the model's fields; empty strings count as absent for optional fields.

    Raises:
        Invalid("form.json"): a program sent something that is no JSON object.
    """
    if request.is_json:
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            raise Invalid("form.json")
        return body
    values: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name not in request.form:
            continue
        value: Any = request.form.getlist(name) if takes_many(field.annotation) else request.form[name]
        if value == "" and not field.is_required():
            continue
        values[name] = value
    return values


def takes_many(annotation: object) -> bool:
    """Return whether a field of this type is a list, one that may be absent too; the word in a choice is none."""
    if annotation in (list, tuple) or get_origin(annotation) in (list, tuple):
        return True
    return any(takes_many(part) for part in get_args(annotation))


def _finding(error: Any) -> Invalid:  # noqa: ANN401 - pydantic's ErrorDetails
    place = ".".join(str(part) for part in error["loc"]) or None
    context = {key: value for key, value in (error.get("ctx") or {}).items() if isinstance(value, (str, int, float))}
    return Invalid(_KINDS.get(error["type"], "form.value"), place, **context)
