"""The socket side of the live protocol: connect, join, leave, heads. It only reads and tells.

Rights are asked at connect, at join, and again whenever a fact says that somebody's rights may have changed.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import gevent
from engineio.async_drivers import gevent as engine
from flask import Flask, request
from flask_socketio import SocketIO
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from challenge.accounts.queries import session_actor
from challenge.kernel.access import PUBLIC, Policy
from challenge.kernel.actor import VISITOR, Actor
from challenge.kernel.db import Database
from challenge.kernel.hints import Waiter
from challenge.kernel.log import EventLog, heads
from challenge.live.hub import Hub
from challenge.live.topics import TopicKind, may_join
from challenge.live.wire import Wire, text_frame
from config import Config

HEADS_EVERY_S = 10.0
RIGHTS_EVERY_S = 1.0
LOOK_EVERY_S = 1.0
TOPICS_MOST = 40
RIGHTS_FACTS = (
    *("accounts.role_granted", "accounts.role_revoked", "accounts.session_closed", "accounts.password_set"),
    # Who is in which team decides whose topics one may hear.
    *("teams.assignment_confirmed", "teams.teams_repaired", "teams.publication_withdrawn"),
)

SOCKET_POLICIES: dict[str, Policy] = {"connect": PUBLIC, "join": PUBLIC, "leave": PUBLIC}

_log = logging.getLogger("challenge.live")


class UnsafeEngine(RuntimeError):
    """gevent with simple-websocket corrupts the streams of slow clients; `live` does not start on that pair."""


@dataclass(slots=True)
class Client:
    """One connection: its wire, its session secret ("" for a visitor), and its topics."""

    wire: Wire
    token: str
    topics: set[str] = field(default_factory=set)


class Live:
    """One live process.

    Args:
        config: where people come from, whether the bench is open.
        database: where the feed is.
        kinds: every room's topics.
    """

    def __init__(self, config: Config, database: Database, kinds: Sequence[TopicKind]) -> None:
        refuse_unsafe_engine()
        self._config = config
        self._database = database
        self._kinds = kinds
        self._clients: dict[str, Client] = {}
        self._log_heads: dict[int, int] = {}
        self.hub = Hub(database)

    def attach(self, app: Flask) -> SocketIO:
        """Return the Socket.IO server with the three events of the protocol."""
        server = SocketIO(
            app,
            async_mode="gevent",
            transports=["websocket"],
            # Origins are judged in `_connected`, by host name: pages and sockets differ in their port.
            cors_allowed_origins="*",
            async_handlers=False,
            manage_session=False,
            max_http_buffer_size=10_000,
        )
        self._server = server.server
        server.on_event("connect", self._connected)
        server.on_event("disconnect", self._disconnected)
        server.on_event("join", self._join)
        server.on_event("leave", self._leave)
        return server

    def run(self, folder: Path) -> None:
        """Start the loops: tail of the feed, heads, rights."""
        gevent.spawn(self._tail, Waiter(folder, "feed"))
        gevent.spawn(self._tell_heads)
        gevent.spawn(self._watch_rights)

    def _connected(self, auth: Any = None) -> bool:  # noqa: ANN401 - whatever a client sends
        if not self._origin_is_ours():
            return False
        token = request.cookies.get("challenge_session") or ""
        if isinstance(auth, dict) and isinstance(auth.get("token"), str):
            token = auth["token"]
        if token and not self._actor(token, 0).is_signed_in:
            return False
        self._clients[_sid()] = Client(Wire(request.environ["wsgi.websocket"]), token)
        return True

    def _origin_is_ours(self) -> bool:
        origin = request.headers.get("Origin")
        if not origin:
            return True
        name = urlsplit(origin).hostname
        ours = {urlsplit(f"//{request.host}").hostname, urlsplit(self._config.base_url).hostname}
        return name is not None and name in ours

    def _actor(self, token: str, edition_id: int) -> Actor:
        if not token:
            return VISITOR
        with self._database.read() as session:
            return session_actor(session, token, edition_id)

    def _disconnected(self, _reason: Any = None) -> None:  # noqa: ANN401 - the library's own kinds
        client = self._clients.pop(_sid(), None)
        if client is not None:
            client.wire.is_open = False
            for topic in client.topics:
                self.hub.leave(client.wire, topic)

    def _join(self, body: Any = None) -> dict[str, Any]:  # noqa: ANN401 - whatever a client sends
        client = self._clients.get(_sid())
        topic, last = _asked(body)
        if client is None or topic is None:
            return {"ok": False, "code": "live.join"}
        if topic not in client.topics and len(client.topics) >= TOPICS_MOST:
            return {"ok": False, "code": "live.too_many_topics"}
        if not self._may(client.token, topic):
            return {"ok": False, "code": "live.topic"}
        joined = self.hub.greet(topic, last)
        client.topics.add(topic)
        start = joined.seq if last < 0 or joined.reset else last
        gevent.spawn(self._enter_after_ack, _sid(), client, topic, start)
        return {"ok": True, "seq": joined.seq, "reset": joined.reset}

    def _enter_after_ack(self, sid: str, client: Client, topic: str, last: int) -> None:
        """Wait until the engine has written the answer to the join, then send what was missed."""
        engine_socket = self._engine_socket(sid)
        if engine_socket is not None:
            engine_socket.queue.join()
        if topic in client.topics:
            self.hub.enter(client.wire, topic, last)
        # Left, disconnected or lost the right while the missed pushes were read: no member must stay behind.
        if topic not in client.topics or not client.wire.is_open:
            self.hub.leave(client.wire, topic)

    def _engine_socket(self, sid: str) -> Any:  # noqa: ANN401 - the engine carries no types
        server = self._server
        return server.eio.sockets.get(server.manager.eio_sid_from_sid(sid, "/"))

    def _leave(self, body: Any = None) -> dict[str, Any]:  # noqa: ANN401 - whatever a client sends
        client = self._clients.get(_sid())
        topic, _ = _asked(body)
        if client is not None and topic is not None:
            client.topics.discard(topic)
            self.hub.leave(client.wire, topic)
        return {"ok": True}

    def _may(self, token: str, topic: str) -> bool:
        if topic == "bench":
            return self._config.bench

        def identify(session: Session, edition_id: int) -> Actor:
            return session_actor(session, token, edition_id) if token else VISITOR

        with self._database.read() as session:
            return may_join(self._kinds, session, identify, topic)

    def _tail(self, waiter: Waiter) -> None:
        while True:
            waiter.wait(LOOK_EVERY_S)
            try:
                while self.hub.spread():
                    gevent.sleep(0)
            except Exception:  # noqa: BLE001 - one of the three places: the database may be away for a moment, the tail goes on
                _log.exception("live.tail")
                gevent.sleep(LOOK_EVERY_S)

    def _tell_heads(self) -> None:
        while True:
            gevent.sleep(HEADS_EVERY_S)
            frames: dict[frozenset[str], bytes] = {}
            for client in list(self._clients.values()):
                key = frozenset(client.topics)
                if key and key not in frames:
                    told = json.dumps(["heads", {topic: self.hub.head(topic) for topic in sorted(key)}])
                    frames[key] = text_frame(b"42" + told.encode())
                if key:
                    client.wire.write(frames[key])

    def _watch_rights(self) -> None:
        while True:
            gevent.sleep(RIGHTS_EVERY_S)
            try:
                now = self._rights_changed()
                if now is not None:
                    self._ask_again()
            except SQLAlchemyError:
                # The database is away: what changed meanwhile is asked when it is back, for the heads stay as they are.
                _log.exception("live.rights")
                continue
            self._log_heads = now or self._log_heads

    def _rights_changed(self) -> dict[int, int] | None:
        """Return the heads of all logs when one gained a fact about rights since the last look, else None.

        At the first look everything counts as news: connections may be older than it.
        """
        with self._database.read() as session:
            now = heads(session)
            if any(
                self._names_between(session, edition_id, self._log_heads.get(edition_id, 0), seq)
                for edition_id, seq in now.items()
                if seq > self._log_heads.get(edition_id, 0)
            ):
                return now
        self._log_heads = now
        return None

    @staticmethod
    def _names_between(session: Session, edition_id: int, after: int, until: int) -> bool:
        wanted = select(EventLog.seq).where(
            EventLog.edition_id == edition_id,
            EventLog.seq > after,
            EventLog.seq <= until,
            EventLog.name.in_(RIGHTS_FACTS),
        )
        return session.execute(wanted.limit(1)).first() is not None

    def _ask_again(self) -> None:
        """Take topics away from those who may not have them any more; a dead session loses its connection."""
        for client in list(self._clients.values()):
            if client.token and not self._actor(client.token, 0).is_signed_in:
                client.wire.cut()
                continue
            for topic in [topic for topic in client.topics if not self._may(client.token, topic)]:
                client.topics.discard(topic)
                self.hub.leave(client.wire, topic)
            gevent.sleep(0)


def _sid() -> str:
    return str(request.sid)  # type: ignore[attr-defined]


def _asked(body: object) -> tuple[str | None, int]:
    """Return topic and last number of a join; None for anything malformed."""
    if not isinstance(body, dict):
        return None, -1
    topic, last = body.get("topic"), body.get("last", -1)
    if not isinstance(topic, str) or len(topic) > 120 or not isinstance(last, int) or isinstance(last, bool):
        return None, -1
    return topic, max(-1, last)


def refuse_unsafe_engine() -> None:
    """Refuse the pair gevent + simple-websocket.

    Raises:
        UnsafeEngine: gevent-websocket is not installed, so the engine fell back to the other one.
    """
    if engine.SimpleWebSocketWSGI is not None:
        raise UnsafeEngine("live.engine: install gevent-websocket")
