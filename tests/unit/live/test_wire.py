"""A client's way out: whole frames in order, a bounded backlog, and a last word for who does not read."""

from collections.abc import Iterator
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import gevent
import pytest
from gevent import socket

from challenge.live.wire import BACKLOG_MOST, CLOSE_FRAME, RESYNC_FRAME, Wire, text_frame

WAIT_S = 20


@dataclass
class Line:
    """A wire and the far end of its sockets."""

    wire: Wire
    far_end: Any

    def received(self, size: int = 0) -> bytes:
        """Read so many bytes, or to the end."""
        found = b""
        with gevent.Timeout(WAIT_S):
            while not size or len(found) < size:
                part = self.far_end.recv(65_536)
                if not part:
                    break
                found += part
        return found


@pytest.fixture
def line() -> Iterator[Line]:
    near_end, far_end = socket.socketpair()
    websocket = SimpleNamespace(stream=SimpleNamespace(handler=SimpleNamespace(socket=near_end)), raw_write=None)
    yield Line(Wire(websocket), far_end)
    near_end.close()
    far_end.close()


def frame(number: int) -> bytes:
    """Return a frame of some size that says its number."""
    return text_frame(f"{number:07d}".encode() * 1000)


def test_what_the_socket_does_not_take_follows_in_order(line: Line) -> None:
    sent: list[bytes] = []
    while line.wire.waiting < BACKLOG_MOST // 2:
        sent.append(frame(len(sent)))
        line.wire.write(sent[-1])

    assert line.received(sum(map(len, sent))) == b"".join(sent)
    line.wire.write(b"the next")
    assert line.received(8) == b"the next"
    assert line.wire.waiting == 0


def test_who_does_not_read_costs_a_bound_and_is_told_to_resync(line: Line) -> None:
    sent: list[bytes] = []
    most = 0
    while line.wire.is_open:
        sent.append(frame(len(sent)))
        line.wire.write(sent[-1])
        most = max(most, line.wire.waiting)
    line.wire.write(b"too late")
    found = line.received()
    whole = found.removesuffix(RESYNC_FRAME + CLOSE_FRAME)

    assert len(whole) < len(found)
    assert len(whole) % len(sent[0]) == 0
    assert b"".join(sent).startswith(whole)
    assert most <= BACKLOG_MOST + len(sent[0])


def test_who_has_gone_takes_nothing_and_breaks_nothing(line: Line) -> None:
    line.far_end.close()
    for number in range(3):
        line.wire.write(frame(number))
        gevent.sleep(0)

    assert not line.wire.is_open
    assert line.wire.waiting == 0
