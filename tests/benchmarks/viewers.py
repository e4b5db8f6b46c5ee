"""Many viewers of one topic in a process of their own: `python -m tests.benchmarks.viewers PORT CLIENTS TOPIC`.

Says `ready` when all have joined. Then takes lines: `cut` (each second end a fifth of the connections, which come back
at once), `calm` (no more of that), `deaf N` (so many stop to read, and are not asked any more), `until N` (wait at most
half a minute until all have N, then say what was seen).
"""

import json
import os
import re
import select
import socket
import sys
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

SHARE, EVERY_S = 0.2, 1.0
WAIT_S = 30.0
AGAIN_S = 0.1
# More than a server's backlog holds would wait for each other.
AT_THE_DOOR = 500
UPGRADE = (
    b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n"
)
PUSHED = re.compile(rb'"seq":(\d+),"ts":([\d.e+]+)')


def frame(text: bytes) -> bytes:
    """Return a client's text frame; the mask is zero, which changes no byte."""
    size = len(text)
    head = bytes((0x81, 0x80 | size)) if size < 126 else b"\x81\xfe" + size.to_bytes(2, "big")
    return head + b"\0\0\0\0" + text


def frames(buffer: bytearray) -> list[bytes]:
    """Take the whole frames off a server's stream and return their payloads; a close frame gives b"close"."""
    found, place = [], 0
    while len(buffer) - place >= 2:
        size, start = buffer[place + 1], place + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, start = int.from_bytes(buffer[start : start + width], "big"), start + width
        if len(buffer) < start + size:
            break
        found.append(b"close" if buffer[place] & 15 == 8 else bytes(buffer[start : start + size]))
        place = start + size
    del buffer[:place]
    return found


@dataclass(slots=True)
class Viewer:
    """One connection; `last` is the last number seen, -1 before the first join."""

    wire: socket.socket
    buffer: bytearray = field(default_factory=bytearray)
    is_open: bool = False
    joined: bool = False
    last: int = -1
    wants: int = -1
    cut_at: float = 0.0


@dataclass(slots=True)
class Seen:
    """What all viewers saw.

    Fields:
        stamps: when each number was stored, as the push says; receipts: when viewers got it. Seconds since 1970.
        recovered: seconds from a cut to having everything again.
    """

    stamps: dict[int, float] = field(default_factory=dict)
    receipts: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    missed: int = 0
    doubled: int = 0
    disordered: int = 0
    closed: int = 0
    cuts: int = 0
    recovered: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return every field."""
        return {name: getattr(self, name) for name in self.__slots__}


class Crowd:
    """All viewers, driven by one loop."""

    def __init__(self, port: int, count: int, topic: str) -> None:
        self._port, self._topic = port, topic
        self._poll = select.epoll()
        self._viewers: dict[int, Viewer] = {}
        self._away: list[tuple[float, Viewer]] = []
        self._deaf: list[Viewer] = []
        self._waiting = 0
        self._rng = Random(1)
        self._next_cut = float("inf")
        self._told = bytearray()
        self.seen = Seen()
        self._poll.register(0, select.EPOLLIN)
        for _ in range(count):
            self._connect(Viewer(socket.socket()))
            self.turn(0.0)
            while self._waiting > AT_THE_DOOR:
                self.turn(0.05)

    def _connect(self, viewer: Viewer) -> None:
        viewer.buffer.clear()
        viewer.is_open = viewer.joined = False
        try:
            viewer.wire = socket.create_connection(("127.0.0.1", self._port))
            viewer.wire.send(UPGRADE)
        except OSError:
            self._later(viewer)
            return
        viewer.wire.setblocking(False)
        self._waiting += 1
        self._viewers[viewer.wire.fileno()] = viewer
        self._poll.register(viewer.wire, select.EPOLLIN)

    def _later(self, viewer: Viewer) -> None:
        self._away.append((time.monotonic() + AGAIN_S, viewer))

    def all_joined(self) -> bool:
        """True when everybody has joined."""
        return not self._away and all(viewer.joined for viewer in self._viewers.values())

    def all_have(self, seq: int) -> bool:
        """True when everybody has joined and has a number."""
        return self.all_joined() and all(viewer.last >= seq for viewer in self._viewers.values())

    def turn(self, wait_s: float) -> str:
        """Take what has come; return a line of standard input, "" when there is none."""
        for number, _ in self._poll.poll(wait_s):
            if number == 0:
                self._told += os.read(0, 4096) or b"end\n"
            else:
                self._read(number, self._viewers[number])
        self._keep_time(time.monotonic())
        line, mark, rest = self._told.partition(b"\n")
        if mark:
            self._told = rest
        return line.decode() if mark else ""

    def _keep_time(self, now: float) -> None:
        """Let those come back to whom nobody listened, and cut some off, when it is time."""
        due = [viewer for at, viewer in self._away if at <= now]
        self._away = [(at, viewer) for at, viewer in self._away if at > now]
        for viewer in due:
            self._connect(viewer)
        if now >= self._next_cut:
            self._next_cut += EVERY_S
            self._cut_some()

    def deafen(self, count: int) -> None:
        """Let some viewers stop to read; their connections stay."""
        for number, viewer in list(self._viewers.items())[:count]:
            self._poll.unregister(viewer.wire)
            self._deaf.append(self._viewers.pop(number))

    def cut_from_now(self, is_on: bool) -> None:
        """Begin or end cutting connections."""
        self._next_cut = time.monotonic() if is_on else float("inf")

    def _cut_some(self) -> None:
        whole = [viewer for viewer in self._viewers.values() if viewer.joined]
        for viewer in self._rng.sample(whole, min(len(whole), int(len(self._viewers) * SHARE))):
            self.seen.cuts += 1
            viewer.cut_at = time.monotonic()
            self._again(viewer)

    def _again(self, viewer: Viewer) -> None:
        self._hang_up(viewer)
        self._connect(viewer)

    def _hang_up(self, viewer: Viewer) -> None:
        self._poll.unregister(viewer.wire)
        del self._viewers[viewer.wire.fileno()]
        self._waiting -= not viewer.joined
        viewer.wire.close()

    def _read(self, number: int, viewer: Viewer) -> None:
        try:
            data = viewer.wire.recv(262_144)
        except OSError:
            data = b""
        now = time.time()
        if not data:
            self._lost(viewer)
            return
        viewer.buffer += data
        if not viewer.is_open:
            head, mark, rest = bytes(viewer.buffer).partition(b"\r\n\r\n")
            if not mark:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self._lost(viewer)
                return
            viewer.is_open, viewer.buffer = True, bytearray(rest)
        for text in frames(viewer.buffer):
            if number in self._viewers and self._viewers[number] is viewer:
                self._take(viewer, text, now)

    def _lost(self, viewer: Viewer) -> None:
        """Come back in a moment: whoever ended the connection may not be there."""
        self.seen.closed += 1
        viewer.cut_at = viewer.cut_at or time.monotonic()
        self._hang_up(viewer)
        self._later(viewer)

    def _take(self, viewer: Viewer, text: bytes, now: float) -> None:
        if text.startswith(b'42["push"'):
            self._pushed(viewer, text, now)
        elif text == b"2":
            _tell(viewer, b"3")
        elif text.startswith(b"0{"):
            _tell(viewer, b"40")
        elif text.startswith(b"40{"):
            join = json.dumps(["join", {"topic": self._topic, "last": viewer.last}])
            _tell(viewer, b"420" + join.encode())
        elif text.startswith(b"430["):
            self._joined(viewer, json.loads(text[3:])[0])
        elif text == b"close":
            self._lost(viewer)

    def _joined(self, viewer: Viewer, told: dict[str, Any]) -> None:
        assert (told["ok"], told["reset"]) == (True, False), told
        self._waiting -= not viewer.joined
        viewer.joined, viewer.wants = True, told["seq"]
        if viewer.last < 0:
            viewer.last = told["seq"]
        self._settled(viewer)

    def _settled(self, viewer: Viewer) -> None:
        """Note that a viewer who was cut off has again what the topic held when it came back."""
        if viewer.cut_at and viewer.joined and viewer.last >= viewer.wants:
            self.seen.recovered.append(time.monotonic() - viewer.cut_at)
            viewer.cut_at = 0.0

    def _pushed(self, viewer: Viewer, text: bytes, now: float) -> None:
        found = PUSHED.search(text)
        assert found is not None, text
        seq = int(found[1])
        if seq == viewer.last + 1:
            self.seen.stamps.setdefault(seq, float(found[2]))
            self.seen.receipts[seq].append(now)
        elif seq <= viewer.last:
            self.seen.doubled += 1
            self.seen.disordered += seq < viewer.last
        else:
            self.seen.missed += seq - viewer.last - 1
        viewer.last = max(viewer.last, seq)
        if viewer.cut_at:
            self._settled(viewer)

    def close_account(self, seq: int) -> dict[str, Any]:
        """Wait until everybody has a number and return what was seen; what is still lacking was missed."""
        end = time.monotonic() + WAIT_S
        while not self.all_have(seq) and time.monotonic() < end:
            self.turn(0.05)
        everybody = [*self._viewers.values(), *(viewer for _, viewer in self._away)]
        self.seen.missed += sum(max(0, seq - viewer.last) for viewer in everybody)
        return self.seen.as_json()


def _tell(viewer: Viewer, text: bytes) -> None:
    """Send words; that the other end is gone is seen when reading."""
    with suppress(OSError):
        viewer.wire.send(frame(text))


def main() -> None:
    """Watch until told to end."""
    port, count, topic = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    crowd = Crowd(port, count, topic)
    while not crowd.all_joined():
        crowd.turn(0.05)
    _say("ready")
    while True:
        word, _, rest = crowd.turn(0.1).partition(" ")
        if word in ("cut", "calm"):
            crowd.cut_from_now(word == "cut")
        elif word == "deaf":
            crowd.deafen(int(rest))
        elif word == "until":
            _say(json.dumps(crowd.close_account(int(rest))))
        elif word == "end":
            return


def _say(line: str) -> None:
    data = memoryview(line.encode() + b"\n")
    while data:
        data = data[os.write(1, data) :]


if __name__ == "__main__":
    main()
