"""The description of the API (OpenAPI 3.1), read off the routes: nothing is written twice, nothing forgotten."""

import inspect
import re
from typing import Any

from flask import Response, current_app
from werkzeug.routing import Rule

from challenge.kernel.access import PUBLIC
from challenge.web.api import answer
from challenge.web.shell import Declared, Pages, declarations

pages = Pages("openapi", __name__)

PREFIX = "/api/v1/"
_PART = re.compile(r"<(?:\w+:)?(\w+)>")
_SCHEMAS = "#/components/schemas/"
_PROBLEM = {
    "description": "Refused, with a stable code",
    "content": {"application/problem+json": {"schema": {"$ref": f"{_SCHEMAS}Problem"}}},
}
_KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "maxLength": 80}}
_PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
    },
}


@pages.get("/api/v1/openapi.json", policy=PUBLIC)
def openapi() -> Response:
    """Return this description."""
    return answer(description())


def description() -> dict[str, Any]:
    """Return what every route below `/api/v1/` takes and answers, in the order of the addresses."""
    declared = declarations(current_app)
    paths: dict[str, dict[str, Any]] = {}
    schemas: dict[str, Any] = {"Problem": _PROBLEM_SCHEMA}
    for rule in sorted(current_app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(PREFIX):
            method = next(iter((rule.methods or set()) - {"HEAD", "OPTIONS"})).lower()
            told = _operation(rule, declared[rule.endpoint], method, schemas)
            paths.setdefault(_PART.sub(r"{\1}", rule.rule), {})[method] = told
    about = {"title": "Challenge", "version": "1", "description": "Times are RFC 3339 with offset."}
    bearer = {"bearer": {"type": "http", "scheme": "bearer"}}
    components = {"securitySchemes": bearer, "schemas": schemas}
    return {"openapi": "3.1.0", "info": about, "paths": paths, "components": components}


def _operation(rule: Rule, declared: Declared, method: str, schemas: dict[str, Any]) -> dict[str, Any]:
    summary, _, more = (inspect.getdoc(current_app.view_functions[rule.endpoint]) or "").partition("\n")
    names = _PART.findall(rule.rule)
    parts = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]
    told: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": summary,
        "description": more.strip() or summary,
        "parameters": [*parts, _KEY] if method == "post" else parts,
        "responses": {"200": {"description": "Done", "content": {"application/json": {}}}, "default": _PROBLEM},
        "security": [{}, {"bearer": []}] if declared.policy is PUBLIC else [{"bearer": []}],
        "x-policy": declared.policy.name,
    }
    if method == "get":
        told["responses"]["304"] = {"description": "Unchanged (If-None-Match)"}
    if declared.takes is not None:
        told["requestBody"] = {"required": True, "content": {"application/json": {"schema": _body(declared, schemas)}}}
    return told


def _body(declared: Declared, schemas: dict[str, Any]) -> dict[str, str]:
    """Note the schema of what is sent, and what it consists of, among all; return where it stands."""
    assert declared.takes is not None
    shape = declared.takes.model_json_schema(ref_template=_SCHEMAS + "{model}")
    schemas.update(shape.pop("$defs", {}))
    schemas[declared.takes.__name__] = shape
    return {"$ref": _SCHEMAS + declared.takes.__name__}
