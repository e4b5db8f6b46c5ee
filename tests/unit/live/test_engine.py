"""The engine pings whoever is due, ends whoever does not answer, and says goodbye once."""

import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from engineio.async_drivers import gevent as driver
from flask import Flask
from flask_socketio import SocketIO

from challenge.kernel.clock import monotonic
from challenge.live.engine import PING_FRAME, Connection, Engine, UnsafeEngine, fitted
from challenge.live.wire import Wire


@dataclass
class Ended:
    """Notes who was told to be gone, and why."""

    reasons: list[tuple[str, str]] = field(default_factory=list)

    def __call__(self, sid: str, reason: str) -> None:
        self.reasons.append((sid, reason))


@dataclass
class Phone:
    """One connection over a pair of sockets."""

    connection: Connection
    far_end: socket.socket
    ended: Ended

    def received(self) -> bytes:
        """Return what has come since the last look."""
        try:
            return self.far_end.recv(1000)
        except BlockingIOError:
            return b""


@pytest.fixture
def phone() -> Iterator[Phone]:
    near_end, far_end = socket.socketpair()
    near_end.setblocking(False)
    far_end.setblocking(False)
    engine, ended = Engine(async_mode="gevent", ping_interval=25, ping_timeout=20), Ended()
    engine.on("disconnect", ended)
    # The shape of gevent-websocket's object, with a plain socket in the place of gevent's.
    handler = SimpleNamespace(socket=SimpleNamespace(_sock=near_end, shutdown=near_end.shutdown))
    wire = Wire(SimpleNamespace(stream=SimpleNamespace(handler=handler), raw_write=None))
    yield Phone(Connection(engine, "one", wire), far_end, ended)
    near_end.close()
    far_end.close()


def test_ping_comes_an_interval_after_the_last_answer_and_once(phone: Phone) -> None:
    start = monotonic()
    phone.connection.beat(start + 24)
    early = phone.received()
    phone.connection.beat(start + 26)
    phone.connection.beat(start + 27)
    once = phone.received()
    phone.connection.schedule_ping()
    phone.connection.beat(start + 24)
    after_answer = phone.received()
    phone.connection.beat(start + 60)

    assert (early, once, after_answer, phone.received()) == (b"", PING_FRAME, b"", PING_FRAME)
    assert phone.ended.reasons == []


def test_silence_after_a_ping_ends_the_connection_and_tells_the_rooms_once(phone: Phone) -> None:
    start = monotonic()
    phone.connection.beat(start + 26)
    phone.connection.beat(start + 45)
    still_there = list(phone.ended.reasons)
    phone.connection.beat(start + 47)
    phone.connection.close()

    assert (still_there, phone.ended.reasons) == ([], [("one", "ping timeout")])
    assert phone.received() == PING_FRAME + b"\x81\x011"
    assert phone.far_end.recv(10) == b""


def test_engine_that_corrupts_the_streams_of_slow_clients_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    server = SocketIO(Flask("live"), async_mode="gevent")
    ours = fitted(server)
    # What the library sets where gevent-websocket is not installed.
    monkeypatch.setattr(driver, "SimpleWebSocketWSGI", object)

    assert isinstance(ours, Engine)
    with pytest.raises(UnsafeEngine, match="gevent-websocket"):
        fitted(SocketIO(Flask("live"), async_mode="gevent"))
