"""The engine under Socket.IO, and all that we know of its inside: nothing else in the house names its parts.

The library gives a connection three greenlets (one that reads, one that writes, one that waits to ping) and a queue;
each greenlet that has run keeps a stack of its own. Here a connection keeps the one that reads: `Wire` writes without
waiting, and one loop pings everybody.
"""

import re
from typing import Any, Protocol

import engineio
import gevent
from engineio import exceptions, packet
from engineio.async_drivers import gevent as driver
from engineio.socket import Socket
from flask import Flask
from flask_socketio import SocketIO
from gevent import pywsgi
from geventwebsocket.exceptions import WebSocketError
from geventwebsocket.handler import WebSocketHandler

from challenge.kernel.clock import monotonic
from challenge.live.wire import Wire, text_frame

BACKLOG = 4096
"""How many may wait in the system's line when everybody comes back at once; nobody of them is refused."""
GREETED_AT_ONCE = 8
"""New connections that are greeted between two looks at everybody else; the others wait in that line."""
BEAT_S = 1.0
BEATS_AT_ONCE = 200
PING_FRAME = text_frame(str(packet.PING).encode())
# All that a client may say: the answer to a ping, hello (with its token), goodbye, an event with or without a wish for
# an answer. Everything else of the two protocols has no use here, and the library trusts it too much.
SPOKEN = re.compile(r'3|40(\{.*\})?|41|42\d{0,9}\[".*\]', re.DOTALL)
HELLO = "40"
BRACKETS_MOST = 20  # an event of the protocol has two pairs; thousands make readers of JSON run out of stack
# What the request of the handshake is asked for later: who somebody is, and where from. The rest would stay for hours.
KEPT_HEADERS = frozenset({"HTTP_HOST", "HTTP_ORIGIN", "HTTP_COOKIE"})


class UnsafeEngine(RuntimeError):
    """gevent with simple-websocket corrupts the streams of slow clients; `live` does not start on that pair."""


class Websocket(Protocol):
    """What we use of gevent-websocket's object."""

    def receive(self) -> str | bytes | bytearray | None:
        """Wait for the next message, text as a string; None at the end."""


class Connection(Socket):  # type: ignore[misc]
    """One client of the engine: reads in the greenlet of its request, writes through its wire.

    Args:
        server: the engine.
        sid: the engine's own name of the connection.
        wire: its way out.
    """

    closing: bool

    def __init__(self, server: "Engine", sid: str, wire: Wire) -> None:
        super().__init__(server, sid)
        self.queue = None
        self.wire = wire
        self.connected = self.upgraded = True
        self._pinged_at: float | None = None
        self._ping_at = monotonic() + server.ping_interval
        self._said_hello = False

    def listen(self, websocket: Websocket) -> None:
        """Take in messages until either side ends, or the client says what nobody should."""
        while not self.closed:
            try:
                message = websocket.receive()
                if not self._is_proper(message):
                    return
                _stand_in_line()
                self.receive(packet.Packet(encoded_packet=message))
            except (WebSocketError, OSError, ValueError, exceptions.EngineIOError):
                return

    def _is_proper(self, message: str | bytes | bytearray | None) -> bool:
        """Say whether a message is one of `SPOKEN`, of at most the agreed size, and no second hello."""
        if not isinstance(message, str) or len(message) > self.server.max_http_buffer_size:
            return False
        if message.count("[") + message.count("{") > BRACKETS_MOST:
            return False
        if message.startswith(HELLO):
            again, self._said_hello = self._said_hello, True
            return not again and SPOKEN.fullmatch(message) is not None
        return SPOKEN.fullmatch(message) is not None

    def send(self, pkt: packet.Packet) -> None:
        """Write a packet now; the wire keeps the order.

        Raises:
            SocketIsClosedError: it has ended.
        """
        if self.closed:
            raise exceptions.SocketIsClosedError
        self.wire.write(text_frame(str(pkt.encode()).encode()))

    def schedule_ping(self) -> None:
        """Note the answer to a ping; the next one is due an interval later."""
        self._pinged_at = None
        self._ping_at = monotonic() + self.server.ping_interval

    def check_ping_timeout(self) -> bool:
        """Return True: `beat` ends those who do not answer."""
        return True

    def beat(self, now: float) -> None:
        """Ping when it is time; end a client that has not answered for the engine's ping timeout."""
        if self._pinged_at is not None:
            if now - self._pinged_at > self.server.ping_timeout:
                self.close(reason=self.server.reason.PING_TIMEOUT)
        elif now >= self._ping_at:
            self._pinged_at = now
            self.wire.write(PING_FRAME)

    def close(self, wait: bool = True, abort: bool = False, reason: str | None = None) -> None:  # noqa: ARG002 - the library's signature
        """Tell the rooms and the client that this is the end; a second time does nothing."""
        if self.closing:
            return
        self.closing = True
        self.server._trigger_event(
            "disconnect", self.sid, reason or self.server.reason.SERVER_DISCONNECT, run_async=False
        )
        if not abort:
            self.send(packet.Packet(packet.CLOSE))
        self.closed = True
        self.wire.cut()


class Engine(engineio.Server):  # type: ignore[misc]
    """The library's server for websockets alone, with `Connection` in place of its own kind."""

    def _handle_connect(
        self,
        environ: dict[str, Any],
        start_response: Any,  # noqa: ANN401, ARG002 - the library's signature
        transport: str,  # noqa: ARG002 - the library's signature
        jsonp_index: int | None = None,  # noqa: ARG002 - the library's signature
    ) -> Any:  # noqa: ANN401 - what the library answers with
        websocket = environ.get("wsgi.websocket")
        if websocket is None:
            return self._bad_request("a websocket is needed")
        connection = Connection(self, self.generate_id(), Wire(websocket))
        self.sockets[connection.sid] = connection
        try:
            connection.send(packet.Packet(packet.OPEN, self._welcome(connection.sid)))
            self._trigger_event("connect", connection.sid, environ, run_async=False)
            _forget(environ)
            connection.listen(websocket)
        finally:
            _stand_in_line()
            connection.close(abort=True, reason=self.reason.TRANSPORT_CLOSE)
            self.sockets.pop(connection.sid, None)
        return []

    def _welcome(self, sid: str) -> dict[str, object]:
        """Return what a client learns first (Engine.IO 4)."""
        return {
            "sid": sid,
            "upgrades": [],
            "pingTimeout": int(self.ping_timeout * 1000),
            "pingInterval": int(self.ping_interval * 1000),
            "maxPayload": self.max_http_buffer_size,
        }

    def beat(self) -> None:
        """Ping those whose time has come, for ever; broadcasts have their turn in between."""
        while True:
            gevent.sleep(BEAT_S)
            for number, connection in enumerate(list(self.sockets.values()), 1):
                connection.beat(monotonic())
                if number % BEATS_AT_ONCE == 0:
                    gevent.sleep(0)

    def wire_of(self, sid: str) -> Wire:
        """Return a connection's way out."""
        wire: Wire = self.sockets[sid].wire
        return wire


def _stand_in_line() -> None:
    """Let others go first, before the work that a client makes.

    When thousands speak or go at once, each is woken in the same round of the loop, and all would be served before
    anybody is looked at again. The line is served for a few milliseconds a round: those who stayed get their pushes in
    time.
    """
    gevent.sleep(0)


def _forget(environ: dict[str, Any]) -> None:
    """Drop what nobody asks of the handshake any more."""
    for name in [name for name in environ if name.startswith("HTTP_") and name not in KEPT_HEADERS]:
        del environ[name]


def fitted(server: SocketIO) -> Engine:
    """Return the engine of a Socket.IO server, made ours.

    The library makes its engine itself and offers no place for another class: the one made is turned into ours before
    anybody connects.

    Raises:
        UnsafeEngine: gevent-websocket is not installed, so the engine fell back to the other one.
    """
    if driver.SimpleWebSocketWSGI is not None:
        raise UnsafeEngine("live.engine: install gevent-websocket")
    engine = server.server.eio
    engine.__class__ = Engine
    assert isinstance(engine, Engine)
    return engine


def door(host: str, port: int, app: Flask) -> pywsgi.WSGIServer:
    """Return the server of an application with sockets, not started; port 0 takes a free one."""
    server = pywsgi.WSGIServer((host, port), app, handler_class=WebSocketHandler, log=None, backlog=BACKLOG)
    server.max_accept = GREETED_AT_ONCE
    return server
