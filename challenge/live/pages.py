"""Pages whose cache key is the head of the topics they show: unchanged is a 304, or the kept rendering."""

import json
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from flask import Response, current_app, request
from werkzeug.http import quote_etag

from challenge.kernel.ids import token_hash
from challenge.live.feed import heads
from challenge.web.context import here

KEPT = 64
_lock = Lock()


def page_by_heads(topics: Sequence[str], build: Callable[[dict[str, int]], str]) -> Response:
    """Return a page that depends on nothing but these topics, the address they came by and their language.

    The heads are read before the data, so a page may be newer than its key but never older.

    Args:
        topics: every topic whose pushes may change the page.
        build: renders it; gets the heads, for the islands' `data-live-seq`. Called for visitors' pages only when the
            key is new; always for people with an account (their name is on the page).
    """
    at = here()
    known = at.edition.heads if at.edition else {}
    found = {topic: known[topic] for topic in topics if topic in known}
    if len(found) < len(topics):
        found |= heads(at.session, [topic for topic in topics if topic not in found])
    if at.actor.is_signed_in:
        return Response(build(found), mimetype="text/html")
    # The address people came by is part of the page (where `live` is reached): a forged one stays the forger's.
    asked = [request.host_url, request.path, request.query_string.decode("latin-1"), at.locale, at.house.build]
    parts = [*asked, *map(str, found.values())]
    key = token_hash("\n".join(parts))[:32]
    if request.if_none_match.contains_weak(key):
        return _tagged(Response(status=304), key)
    kept: OrderedDict[str, bytes] = current_app.extensions["challenge.kept"]
    body = kept.get(key)
    if body is None:
        body = build(found).encode()
        with _lock:
            kept[key] = body
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return _tagged(Response(body, mimetype="text/html"), key)


def answer_by_heads(
    topics: Sequence[str], build: Callable[[], dict[str, Any]], *, mimetype: str = "application/json"
) -> Response:
    """Return JSON that depends on nothing but these topics and its address, the same for everybody.

    Unchanged it is a 304 without a read of more than the heads.
    """
    at = here()
    known = at.edition.heads if at.edition else {}
    found = {topic: known[topic] for topic in topics if topic in known}
    if len(found) < len(topics):
        found |= heads(at.session, [topic for topic in topics if topic not in found])
    asked = [request.host_url, request.path, request.query_string.decode("latin-1"), at.house.build]
    key = token_hash("\n".join([*asked, *map(str, found.values())]))[:32]
    if request.if_none_match.contains_weak(key):
        return _tagged(Response(status=304), key)
    body = json.dumps(build(), ensure_ascii=False)
    return _tagged(Response(body, mimetype=mimetype), key)


def _tagged(response: Response, key: str) -> Response:
    response.headers["ETag"] = quote_etag(key, weak=True)
    response.headers["Vary"] = "Cookie, Accept-Language"
    return response
