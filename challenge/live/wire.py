"""One connection's way out: never blocks the broadcaster, keeps the order, bounds what waits for a slow client.

All writes of a connection, ours and the engine's, pass here. A full socket buffer turns the rest into a backlog that a
greenlet drains; beyond the bound the backlog is dropped, the client is told `resync` and the connection is closed.
"""

import socket
from collections import deque
from contextlib import suppress
from typing import Any

import gevent

BACKLOG_MOST = 256 * 1024
LAST_WORDS_S = 10.0
CLOSE_FRAME = b"\x88\x02\x03\xf5"  # 1013: try again later


def text_frame(text: bytes) -> bytes:
    """Return an unmasked, final text frame (RFC 6455, section 5.2); the same bytes serve every client."""
    size = len(text)
    if size < 126:
        return bytes((0x81, size)) + text
    if size < 65_536:
        return bytes((0x81, 126)) + size.to_bytes(2, "big") + text
    return bytes((0x81, 127)) + size.to_bytes(8, "big") + text


RESYNC_FRAME = text_frame(b'42["resync",{}]')


class Wire:
    """The writing end of one websocket.

    Args:
        websocket: gevent-websocket's object; its own writes are led through here from now on.
    """

    __slots__ = ("__weakref__", "_backlog", "_drainer", "_send", "_socket", "is_open", "waiting")

    def __init__(self, websocket: Any) -> None:  # noqa: ANN401 - gevent-websocket carries no types
        self._socket = websocket.stream.handler.socket
        # The operating system's socket under gevent's: its send never waits.
        self._send = self._socket._sock.send
        self._backlog: deque[bytes] = deque()
        self._drainer: Any = None
        self.waiting = 0
        self.is_open = True
        websocket.raw_write = self.write

    def write(self, frame: bytes) -> None:
        """Send a frame now, or as soon as the client reads again; a closed connection takes nothing."""
        if not self.is_open:
            return
        if self._backlog:
            self._queue(frame)
            return
        try:
            sent = self._send(frame)
        except BlockingIOError:
            sent = 0
        except OSError:
            self.is_open = False
            return
        if sent < len(frame):
            self._queue(frame[sent:])

    def _queue(self, rest: bytes) -> None:
        self._backlog.append(rest)
        self.waiting += len(rest)
        if self.waiting > BACKLOG_MOST:
            self._give_up()
        if self._drainer is None:
            self._drainer = gevent.spawn(self._drain)

    def _give_up(self) -> None:
        """Keep only the frame that is under way, so that the stream stays readable, and say goodbye."""
        self.is_open = False
        first = self._backlog[0]
        self._backlog.clear()
        self._backlog.extend((first, RESYNC_FRAME, CLOSE_FRAME))
        self.waiting = len(first)
        gevent.spawn_later(LAST_WORDS_S, self.cut)

    def _drain(self) -> None:
        try:
            while self._backlog:
                frame = self._backlog[0]
                self._socket.sendall(frame)
                # A frame given up in the meantime stays first in the line, so this removes the one that was sent.
                self._backlog.popleft()
                self.waiting = max(0, self.waiting - len(frame))
        except OSError:
            self.is_open = False
            self._backlog.clear()
        finally:
            self._drainer = None
            if not self.is_open:
                self.cut()

    def cut(self) -> None:
        """End the connection now; an ended one stays ended."""
        self.is_open = False
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
