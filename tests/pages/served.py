"""The real product in processes of its own: `challenge serve`, watched until it answers, stopped as a service would."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from config import ROOT

# Promised are fifteen seconds on a quiet machine; the bound leaves room for one that runs other tests.
READY_S = 60.0
STOP_S = 15.0


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(address: str) -> bool:
    """True when an address answers with 200."""
    try:
        with urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def wait_for(address: str, seconds: float) -> None:
    """Wait until an address answers.

    Raises:
        TimeoutError: it did not in time.
    """
    end = time.monotonic() + seconds
    while not answers(address):
        if time.monotonic() > end:
            raise TimeoutError(address)
        time.sleep(0.1)


@dataclass
class Served:
    """A running product; `environ` comes on top of the test's own environment."""

    instance: Path
    environ: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    live_port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the processes wrote."""
        return self.instance / "serve.log"

    def start(self) -> None:
        """Start `challenge serve` and wait until pages and sockets answer; what does not come in time is stopped.

        Raises:
            TimeoutError: they did not answer in time.
        """
        command = [sys.executable, "-m", "challenge", "serve"]
        command += ["--port", str(self.port), "--live-port", str(self.live_port)]
        environ = {**os.environ, "CHALLENGE_INSTANCE": str(self.instance), **self.environ}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        try:
            wait_for(f"{self.url}/health/ready", READY_S)
            wait_for(f"http://127.0.0.1:{self.live_port}/health/live", READY_S)
        except TimeoutError:
            self.stop()
            raise

    def children(self) -> dict[str, int]:
        """Return the process ids of web, live and worker by name."""
        assert self.process is not None
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            name = _child_of(entry, self.process.pid)
            if name:
                found[name] = int(entry.name)
        return found

    def stop(self) -> int:
        """End it as a service manager does and return the exit status.

        Raises:
            subprocess.TimeoutExpired: it did not end in time.
        """
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(STOP_S)


def _child_of(entry: Path, parent: int) -> str:
    """Return the supervised name of a process whose parent is `parent`, "" for any other."""
    try:
        status = (entry / "stat").read_text()
        if int(status.rpartition(")")[2].split()[1]) != parent:
            return ""
        environ = (entry / "environ").read_bytes().split(b"\0")
    except (OSError, ValueError):
        return ""
    marks = [part.partition(b"=")[2].decode() for part in environ if part.startswith(b"CHALLENGE_PROCESS=")]
    return marks[0] if marks else ""
