"""Connections that browsers keep open, or open ahead of need, keep nobody from an answer."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

from config import ROOT
from tests.pages.served import READY_S, free_port, wait_for

THREADS, SILENT = 2, 20
AT_ONCE_S = 8
"""Less than the ten seconds for which a process that stops waits for those who have asked."""
ANSWER_S = 20
"""Less than gunicorn keeps a silent connection (30 s), and than twenty times as long as it lets one keep a thread."""
ASKED = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"


@contextmanager
def served(instance: Path, **given: str) -> Iterator[int]:
    """Serve the pages of an instance and give their port."""
    environ, port = {**os.environ, "CHALLENGE_INSTANCE": str(instance), **given}, free_port()
    process = subprocess.Popen([sys.executable, "-m", "challenge", "web", "--port", str(port)], cwd=ROOT, env=environ)
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready", READY_S)
        yield port
        process.terminate()
        assert process.wait(AT_ONCE_S) == 0
    finally:
        process.kill()


def connected(port: int, *, until: ExitStack) -> socket.socket:
    """Return an open connection."""
    return until.enter_context(socket.create_connection(("127.0.0.1", port), timeout=ANSWER_S))


def answered(line: socket.socket) -> bytes:
    """Ask over an open connection and return the first line of the answer."""
    line.sendall(ASKED)
    return line.recv(100).partition(b"\r\n")[0]


def test_silent_connections_keep_no_thread(ready: Path) -> None:
    with ExitStack() as open_ones, served(ready, CHALLENGE_WEB_THREADS=str(THREADS)) as port:
        silent = [connected(port, until=open_ones) for _ in range(SILENT)]
        with urlopen(f"http://127.0.0.1:{port}/health/live", timeout=ANSWER_S) as answer:
            assert answer.status == 200
        assert answered(silent[0]) == b"HTTP/1.1 200 OK"


def test_longest_silent_connection_makes_room(ready: Path) -> None:
    given = {"CHALLENGE_WEB_THREADS": str(THREADS), "CHALLENGE_WEB_CONNECTIONS": str(SILENT)}
    with ExitStack() as open_ones, served(ready, **given) as port:
        # More than may be open, each answered and then kept as browsers keep theirs; and some that never ask.
        first = [answered(connected(port, until=open_ones)) for _ in range(2 * SILENT)]
        silent = [connected(port, until=open_ones) for _ in range(2 * SILENT)]
        assert answered(connected(port, until=open_ones)) == b"HTTP/1.1 200 OK"
        assert set(first) == {b"HTTP/1.1 200 OK"}
        assert answered(silent[-1]) == b"HTTP/1.1 200 OK"
