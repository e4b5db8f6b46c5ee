"""`challenge serve`: starts web, live and worker, restarts what crashes, stops all cleanly, one log."""

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

from challenge.kernel.clock import monotonic

WORKER = "challenge.runtime.web_worker.WebWorker"
STOP_S = 12.0
LOOK_EVERY_S = 0.2
# A process that dies again within this time waits longer before each start, up to ten seconds.
QUICK_DEATH_S = 5.0
WAIT_MOST_S = 10.0

_log = logging.getLogger("challenge.serve")


@dataclass(slots=True)
class Child:
    """One supervised process; `deaths` counts quick deaths in a row; one that runs `once` is not started again."""

    name: str
    command: Sequence[str]
    once: bool = False
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    not_before: float = 0.0

    def start(self) -> None:
        """Start the process in a group of its own, with the supervisor's log."""
        self.started = monotonic()
        environ = {**os.environ, "CHALLENGE_PROCESS": self.name}
        self.process = subprocess.Popen(self.command, env=environ, process_group=0)

    def sweep(self) -> None:
        """Let nothing that the process started outlive it: it would keep the port, or go on solving."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def look(self) -> None:
        """Start the process again when it is gone, soon at first, then less eagerly."""
        now = monotonic()
        if self.process is not None and self.process.poll() is not None:
            quick = now - self.started < QUICK_DEATH_S
            self.deaths = self.deaths + 1 if quick else 0
            self.not_before = now + min(WAIT_MOST_S, 0.25 * 2**self.deaths) if quick else now
            if self.process.returncode or not self.once:
                _log.error("%s ended with status %s", self.name, self.process.returncode)
            self.sweep()
            self.process = None
        if self.process is None and now >= self.not_before and not self.once:
            self.start()


@dataclass(slots=True)
class Supervisor:
    """Keeps children alive until it is asked to stop, or until its own parent is gone.

    Fields:
        parent: the process that it must not outlive; 0 for none.
    """

    children: Sequence[Child]
    parent: int = 0
    _stopping: bool = field(default=False)

    def run(self) -> None:
        """Supervise until SIGTERM or SIGINT; then give every child twelve seconds to end cleanly."""
        signal.signal(signal.SIGTERM, self._asked_to_stop)
        signal.signal(signal.SIGINT, self._asked_to_stop)
        for child in self.children:
            child.start()
        while not self._stopping:
            time.sleep(LOOK_EVERY_S)
            self._stopping = self._stopping or (self.parent > 0 and os.getppid() != self.parent)
            for child in self.children:
                if not self._stopping:
                    child.look()
        self._end()

    def _asked_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _end(self) -> None:
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            process.terminate()
        end = monotonic() + STOP_S
        for process in running:
            try:
                process.wait(max(0.1, end - monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        for child in self.children:
            child.sweep()


def web_command(host: str, port: int, *, threads: int, connections: int, processes: int) -> list[str]:
    """Return the command line of the web process: gunicorn with threads, no access log."""
    options = ["--bind", f"{host}:{port}", "--worker-class", WORKER, "--threads", str(threads)]
    options += ["--worker-connections", str(connections)]
    options += ["--workers", str(processes), "--keep-alive", "30", "--graceful-timeout", "10", "--timeout", "60"]
    return [sys.executable, "-m", "gunicorn", *options, "--log-level", "warning", "wsgi:app"]


def live_command(host: str, port: int) -> list[str]:
    """Return the command line of the live process."""
    return [sys.executable, "-m", "challenge.live_main", host, str(port)]


def worker_command() -> list[str]:
    """Return the command line of the worker process."""
    return [sys.executable, "-m", "challenge.cli", "worker"]


def player_command(url: str, speed: float) -> list[str]:
    """Return the command line that makes the demonstration if need be and plays it once."""
    return [sys.executable, "-m", "challenge.cli", "demo", "--speed", str(speed), "--url", url]


def supervisor_command(children: Sequence[Child], *, parent: int = 0) -> list[str]:
    """Return the command line of a supervisor of these children that ends with `parent`, unless that is 0."""
    told = [{"name": child.name, "command": list(child.command), "once": child.once} for child in children]
    return [sys.executable, "-m", "challenge.runtime.serve", json.dumps(told), str(parent)]


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    Supervisor([Child(**told) for told in json.loads(sys.argv[1])], int(sys.argv[2])).run()
