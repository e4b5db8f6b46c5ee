"""Connections that browsers open ahead of need keep nobody from an answer."""

import os
import socket
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from urllib.request import urlopen

from config import ROOT
from tests.pages.served import READY_S, STOP_S, free_port, wait_for

THREADS, SILENT = 2, 20


def test_silent_connections_keep_no_thread(instance: Path) -> None:
    given = {"CHALLENGE_INSTANCE": str(instance), "CHALLENGE_WEB_THREADS": str(THREADS)}
    environ, port = {**os.environ, **given}, free_port()
    command = [sys.executable, "-m", "challenge"]
    subprocess.run([*command, "migrate"], cwd=ROOT, env=environ, check=True)
    process = subprocess.Popen([*command, "web", "--port", str(port)], cwd=ROOT, env=environ)
    try:
        wait_for(f"http://127.0.0.1:{port}/health/ready", READY_S)
        with ExitStack() as open_ones:
            silent = [open_ones.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(SILENT)]
            # Each would keep a thread for five seconds: with two threads the last of twenty gives way after fifty.
            with urlopen(f"http://127.0.0.1:{port}/health/live", timeout=20) as answer:
                assert answer.status == 200
            silent[0].sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            silent[0].settimeout(20)
            assert silent[0].recv(100).startswith(b"HTTP/1.1 200")
    finally:
        process.terminate()
        assert process.wait(STOP_S) == 0
