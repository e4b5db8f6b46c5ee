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
from flask import Flask, request
from flask_socketio import SocketIO
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from challenge.accounts.queries import session_actor
from challenge.kernel.access import PUBLIC, Policy
from challenge.kernel.actor import HOUSE, VISITOR, Actor
from challenge.kernel.db import Database
from challenge.kernel.hints import Waiter
from challenge.kernel.ids import public_id
from challenge.kernel.log import EventLog, heads
from challenge.kernel.work import Works
from challenge.live.audience import note_audience
from challenge.live.engine import Engine, fitted
from challenge.live.hub import Hub
from challenge.live.rules import COUNTED_FROM
from challenge.live.topics import TopicKind, may_join
from challenge.live.wire import Wire, text_frame
from config import Config

HEADS_EVERY_S = 10.0
HEADS_AT_ONCE = 200
RIGHTS_EVERY_S = 1.0
AUDIENCE_EVERY_S = 5.0
LOOK_EVERY_S = 1.0
TOPICS_MOST = 40
# Between two looks into a feed that grows: by the clock, since a sleep of nothing stands in line with everybody.
BREATH_S = 0.001
RIGHTS_FACTS = (
    *("accounts.role_granted", "accounts.role_revoked", "accounts.session_closed", "accounts.password_set"),
    # Who is in which team decides whose topics one may hear.
    *("teams.assignment_confirmed", "teams.teams_repaired", "teams.publication_withdrawn"),
)

SOCKET_POLICIES: dict[str, Policy] = {"connect": PUBLIC, "join": PUBLIC, "leave": PUBLIC}

_log = logging.getLogger("challenge.live")


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
        self._manager = server.server.manager
        self._engine: Engine = fitted(server)
        server.on_event("connect", self._connected)
        server.on_event("disconnect", self._disconnected)
        server.on_event("join", self._join)
        server.on_event("leave", self._leave)
        return server

    def run(self, folder: Path, works: Works) -> None:
        """Start the loops: pings, tail of the feed, heads, rights, and how many listen."""
        gevent.spawn(self._engine.beat)
        gevent.spawn(self._tail, Waiter(folder, "feed"))
        gevent.spawn(self._tell_heads)
        gevent.spawn(self._watch_rights)
        gevent.spawn(self._note_audience, works)

    def _connected(self, auth: Any = None) -> bool:  # noqa: ANN401 - whatever a client sends
        if _sid() in self._clients:
            return True  # an event of that name sent by a client later: nobody becomes somebody else on the way
        if not self._origin_is_ours():
            return False
        token = request.cookies.get("challenge_session") or ""
        if isinstance(auth, dict) and isinstance(auth.get("token"), str):
            token = auth["token"]
        if token and not self._actor(token, 0).is_signed_in:
            return False
        wire = self._engine.wire_of(self._manager.eio_sid_from_sid(_sid(), "/"))
        self._clients[_sid()] = Client(wire, token)
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

    def _disconnected(self, *_reason: object) -> None:
        client = self._clients.pop(_sid(), None)
        if client is not None:
            client.wire.is_open = False
            for topic in client.topics:
                self.hub.leave(client.wire, topic)

    def _join(self, *said: object) -> dict[str, Any]:
        client = self._clients.get(_sid())
        topic, last = _asked(said)
        if client is None or topic is None:
            return {"ok": False, "code": "live.join"}
        if topic not in client.topics and len(client.topics) >= TOPICS_MOST:
            return {"ok": False, "code": "live.too_many_topics"}
        if not self._may(client.token, topic):
            return {"ok": False, "code": "live.topic"}
        joined = self.hub.greet(topic, last)
        client.topics.add(topic)
        start = joined.seq if last < 0 or joined.reset else last
        gevent.spawn(self._enter_after_ack, client, topic, start)
        return {"ok": True, "seq": joined.seq, "reset": joined.reset}

    def _enter_after_ack(self, client: Client, topic: str, last: int) -> None:
        """Send what was missed: a greenlet begins when its maker next waits, so the answer to the join is written."""
        if topic in client.topics:
            self.hub.enter(client.wire, topic, last)
        # Left, disconnected or lost the right while the missed pushes were read: no member must stay behind.
        if topic not in client.topics or not client.wire.is_open:
            self.hub.leave(client.wire, topic)

    def _leave(self, *said: object) -> dict[str, Any]:
        client = self._clients.get(_sid())
        topic, _ = _asked(said)
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
                    gevent.sleep(BREATH_S)
            except Exception:  # noqa: BLE001 - one of the three places: the database may be away for a moment, the tail goes on
                _log.exception("live.tail")
                gevent.sleep(LOOK_EVERY_S)

    def _tell_heads(self) -> None:
        while True:
            gevent.sleep(HEADS_EVERY_S)
            frames: dict[frozenset[str], bytes] = {}
            for number, client in enumerate(list(self._clients.values()), 1):
                if number % HEADS_AT_ONCE == 0:
                    # What happens meanwhile is told first; a head that is behind it by then tells nobody anything new.
                    gevent.sleep(BREATH_S)
                key = frozenset(client.topics)
                if key and key not in frames:
                    told = json.dumps(["heads", {topic: self.hub.head(topic) for topic in sorted(key)}])
                    frames[key] = text_frame(b"42" + told.encode())
                if key:
                    client.wire.write(frames[key])

    def _note_audience(self, works: Works) -> None:
        """Say how many listen to large topics, as long as there are any: a small hall costs no write."""
        process, said = public_id(), False
        while True:
            gevent.sleep(AUDIENCE_EVERY_S)
            sockets = self.hub.sizes(COUNTED_FROM)
            if not sockets and not said:
                continue
            try:
                works.perform(HOUSE, note_audience, process, sockets)
                said = bool(sockets)
            except SQLAlchemyError:
                _log.exception("live.audience")

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


def _asked(said: Sequence[object]) -> tuple[str | None, int]:
    """Return topic and last number of a join; None for anything malformed."""
    body = said[0] if said else None
    if not isinstance(body, dict):
        return None, -1
    topic, last = body.get("topic"), body.get("last", -1)
    if not isinstance(topic, str) or len(topic) > 120 or not isinstance(last, int) or isinstance(last, bool):
        return None, -1
    return topic, max(-1, last)
