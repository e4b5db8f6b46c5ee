"""Writes over HTTP: the same act for a page and for a program, once per idempotency key."""

import hashlib
import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from flask import Response, request
from werkzeug.datastructures import FileStorage

from challenge.kernel.columns import Json
from challenge.kernel.errors import Invalid
from challenge.kernel.ids import public_id
from challenge.kernel.turns import waiting
from challenge.kernel.work import Intent, Work
from challenge.web.context import here

P = ParamSpec("P")

_NOT_CONTENT = {"csrf_token", "idempotency_key"}


def write(act: Callable[Concatenate[Work, P], dict[str, Any]], *args: P.args, **kwargs: P.kwargs) -> dict[str, Any]:
    """Run an act for the person or program of this request, once, and return its answer when it is durable."""
    at = here()
    return at.house.works.perform_once(at.actor, intent_of_request(), act, *args, **kwargs)


def intent_of_request() -> Intent:
    """Return the wish behind this request.

    Pages carry the key in the form, programs in the header; a form without one counts as a wish of its own.

    Raises:
        Invalid("api.key_missing"): a program sent none.
        Invalid("api.key"): longer than 80 characters.
    """
    at = here()
    key = request.headers.get("Idempotency-Key") or request.form.get("idempotency_key") or ""
    if not key and (at.is_program or request.is_json):
        raise Invalid("api.key_missing", "Idempotency-Key")
    if len(key) > 80:
        raise Invalid("api.key", "Idempotency-Key")
    return Intent(key or public_id(), _fingerprint())


def _fingerprint() -> str:
    """Return a hash of what is asked: address, fields, and files by name and content."""
    content = request.get_data(cache=True) if request.is_json else b""
    fields = sorted((name, value) for name, value in request.form.items(multi=True) if name not in _NOT_CONTENT)
    files = sorted((name, file.filename or "", _digest(file)) for name, file in request.files.items(multi=True))
    text = json.dumps([request.method, request.path, fields, files], ensure_ascii=False)
    return hashlib.sha256(text.encode() + content).hexdigest()


def _digest(file: FileStorage) -> str:
    file.stream.seek(0)
    with waiting():
        found = hashlib.file_digest(file.stream, "sha256").hexdigest()  # type: ignore[arg-type]
    file.stream.seek(0)
    return found


def answer(body: Json, status: int = 200) -> Response:
    """Return JSON."""
    return Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/json")
