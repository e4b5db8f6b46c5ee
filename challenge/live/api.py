"""The same feed by HTTP: for browsers whose sockets are blocked, and for programs."""

import time
from threading import BoundedSemaphore

from flask import Response, current_app, request
from sqlalchemy.orm import Session
from werkzeug.http import quote_etag

from challenge.accounts.queries import bearer_actor, session_actor
from challenge.kernel.access import PUBLIC
from challenge.kernel.actor import VISITOR, Actor
from challenge.kernel.clock import milliseconds, monotonic
from challenge.kernel.errors import NotFound
from challenge.kernel.turns import waiting
from challenge.live import feed
from challenge.live.topics import may_join
from challenge.web.api import answer
from challenge.web.context import here
from challenge.web.shell import Pages

pages = Pages("live", __name__)

WAIT_MOST_S = 25.0
LOOK_EVERY_S = 0.25
LIMIT_MOST = 500
# A waiting request keeps a thread of `web`; beyond these few the answer comes at once and the client asks again.
_WAITERS = BoundedSemaphore(3)


@pages.get("/api/v1/feed", policy=PUBLIC)
def get_feed() -> Response:
    """Return a topic's pushes after a number; waits up to `wait` seconds when there are none.

    Raises:
        NotFound("live.topic"): unknown topic, or not for this actor.
    """
    topic = request.args.get("topic", "")[:120]
    after = request.args.get("after", -1, int)
    limit = max(1, min(request.args.get("limit", 200, int), LIMIT_MOST))
    _refuse_stranger(topic)
    here().session.rollback()  # a long wait must not hold the snapshot of its first look
    head = _head_after(topic, after, min(request.args.get("wait", 0.0, float), WAIT_MOST_S))
    tag = f"{head}-{after}-{limit}"
    if request.if_none_match.contains_weak(tag):
        return Response(status=304)
    # A client may be ahead of a restored database, or too far behind to be told everything: it reloads its state.
    reset = after > head or head - after > feed.REPLAY_MOST
    with here().house.database.read() as session:
        pushes = [] if after < 0 or reset else feed.after(session, topic, after, limit=limit)
    body = {"topic": topic, "seq": head, "reset": after >= 0 and reset, "events": [push.payload() for push in pushes]}
    response = answer(body)
    response.headers["ETag"] = quote_etag(tag, weak=True)
    return response


@pages.get("/api/v1/editions/<slug>/clock", policy=PUBLIC)
def get_clock(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition already
    """Return the edition's instant (milliseconds since 1970) and its speed; 0 = paused."""
    at = here()
    response = answer({"now_ms": milliseconds(at.now), "speed": 0.0 if at.clock.paused_at else at.clock.speed})
    response.headers["Cache-Control"] = "no-store"
    return response


def _refuse_stranger(topic: str) -> None:
    at = here()
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()

    def identify(session: Session, edition_id: int) -> Actor:
        if bearer:
            return bearer_actor(session, bearer, edition_id)
        return session_actor(session, at.token, edition_id) if at.token else VISITOR

    if not may_join(current_app.extensions["challenge.topics"], at.session, identify, topic):
        raise NotFound("live.topic")


def _head_after(topic: str, after: int, wait_s: float) -> int:
    """Return the head, once it is beyond `after` or the wait is over."""
    head = _head(topic)
    if head > after >= 0 or wait_s <= 0 or not _WAITERS.acquire(blocking=False):
        return head
    try:
        end = monotonic() + wait_s
        while head <= after and monotonic() < end:
            with waiting():
                time.sleep(LOOK_EVERY_S)
            head = _head(topic)
        return head
    finally:
        _WAITERS.release()


def _head(topic: str) -> int:
    # A session of its own: the request's one holds the snapshot of its first look.
    with here().house.database.read() as session:
        return feed.heads(session, [topic])[topic]
