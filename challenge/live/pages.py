"""Pages whose cache key is the head of the topics they show: unchanged is a 304, or the kept rendering."""

import json
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any, TypeVar

from flask import Response, current_app, request, session
from werkzeug.http import quote_etag

from challenge.kernel.actor import Actor
from challenge.kernel.ids import token_hash
from challenge.live.feed import heads
from challenge.web.context import here

KEPT = 128
_lock = Lock()
T = TypeVar("T")


def page_by_heads(topics: Sequence[str], build: Callable[[dict[str, int]], str], *, is_told: bool = True) -> Response:
    """Return a page that depends on nothing but these topics, the address they came by, their language and who reads.

    The heads are read before the data, so a page may be newer than its key but never older. Unchanged it is a 304
    without a rendering, for people with an account too.

    Args:
        topics: every topic whose pushes may change the page.
        build: renders it; gets the heads, for the islands' `data-live-seq`. Visitors' pages are kept for all of them;
            those of people with an account are not (their name is on the page), see `kept_by_heads`.
        is_told: the topics hear of everything that this reader is shown; False answers in full each time.
    """
    found = _heads(topics)
    if here().actor.is_signed_in:
        return _own(build, found) if is_told else _varying(Response(build(found), mimetype="text/html"))
    key = _key(found, request.path, request.query_string)
    if request.if_none_match.contains_weak(key):
        return _tagged(Response(status=304), key)
    body = _kept(key, lambda: build(found).encode())
    return _tagged(Response(body, mimetype="text/html"), key)


def _own(build: Callable[[dict[str, int]], str], found: dict[str, int]) -> Response:
    """Return a page for somebody with an account: their browser keeps it, with the shell that is drawn for them."""
    at = here()
    if "_flashes" in session:
        # What is said once is on this rendering alone.
        return _varying(Response(build(found), mimetype="text/html"))
    key = _key(found, request.path, request.query_string, at.token, _reader(at.actor))
    if request.if_none_match.contains_weak(key):
        return _tagged(Response(status=304), key)
    return _tagged(Response(build(found), mimetype="text/html"), key)


def _reader(actor: Actor) -> Hashable:
    """Return all that a page may show of its reader; sets in an order that every process finds."""
    stands = sorted(actor.roles), sorted(actor.organisation_ids), sorted(actor.seats)
    return replace(actor, roles=frozenset(), organisation_ids=frozenset(), seats=frozenset()), stands


def kept_by_heads(heads: Mapping[str, int], stands: Hashable, build: Callable[[], T]) -> T:
    """Return what a page shows to everybody who stands alike, from the last time as long as nothing of it changed.

    For people with an account, whose pages are built each time: what is costly in them is not.

    Args:
        heads: of every topic whose pushes may change it, as `page_by_heads` gives them.
        stands: its name, and everything else it depends on but the language and the time zone: how the reader stands to
            what is shown, what they asked for; its `repr` tells one from the other.
        build: gives it anew; nobody may change it afterwards.
    """
    return _kept(_key(heads, here().time_zone, stands), build)


def _heads(topics: Sequence[str]) -> dict[str, int]:
    at = here()
    known = at.edition.heads if at.edition else {}
    found = {topic: known[topic] for topic in topics if topic in known}
    if len(found) < len(topics):
        found |= heads(at.session, [topic for topic in topics if topic not in found])
    return found


def _key(found: Mapping[str, int], *more: Hashable) -> str:
    # The address people came by is part of the page (where `live` is reached): a forged one stays the forger's.
    at = here()
    return token_hash(repr((request.host_url, at.locale, at.house.build, tuple(found.items()), more)))[:32]


def _kept(key: str, build: Callable[[], T]) -> T:
    kept: OrderedDict[str, T] = current_app.extensions["challenge.kept"]
    found = kept.get(key)
    if found is None:
        found = build()
        with _lock:
            kept[key] = found
            while len(kept) > KEPT:
                kept.popitem(last=False)
    return found


def answer_by_heads(
    topics: Sequence[str], build: Callable[[], dict[str, Any]], *, mimetype: str = "application/json"
) -> Response:
    """Return JSON that depends on nothing but these topics and its address, the same for everybody.

    Unchanged it is a 304 without a read of more than the heads.
    """
    key = _key(_heads(topics), request.path, request.query_string)
    if request.if_none_match.contains_weak(key):
        return _tagged(Response(status=304), key)
    body = json.dumps(build(), ensure_ascii=False)
    return _tagged(Response(body, mimetype=mimetype), key)


def _tagged(response: Response, key: str) -> Response:
    response.headers["ETag"] = quote_etag(key, weak=True)
    return _varying(response)


def _varying(response: Response) -> Response:
    # Said here, not left to whoever looks at the session while building: that something was kept is nobody's business.
    response.headers["Vary"] = "Cookie, Accept-Language"
    return response
