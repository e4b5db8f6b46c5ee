"""Processes under measurement: started, watched until they answer, their time and memory read, stopped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from config import ROOT

READY_S = 30.0
STOP_S = 20.0
TICKS_PER_S = os.sysconf("SC_CLK_TCK")
MB = 1_000_000

Started = subprocess.Popen[bytes]


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environ(instance: Path, **more: str) -> dict[str, str]:
    """Return this environment without any setting of the product but the instance and those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CHALLENGE_")}
    return {**kept, "CHALLENGE_INSTANCE": str(instance), **more}


@contextmanager
def running(command: Sequence[str], env: dict[str, str] | None = None) -> Iterator[Started]:
    """Run a command of this Python from the root of the project; end it afterwards."""
    with subprocess.Popen([sys.executable, *command], cwd=ROOT, env=env, stdout=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_S)
            except subprocess.TimeoutExpired:
                process.kill()


def seconds_until_page(port: int, path: str, since: float) -> float:
    """Return the seconds from `since` (monotonic) until an address answered with 200.

    Raises:
        TimeoutError: it did not within half a minute.
    """
    while time.monotonic() - since < READY_S:
        if _status(port, path) == 200:
            return time.monotonic() - since
        time.sleep(0.01)
    raise TimeoutError(f"port {port}: {path}")


def _status(port: int, path: str) -> int:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as wire:
            wire.sendall(f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode())
            return int(wire.recv(4096).split(b" ", 2)[1])
    except (OSError, ValueError, IndexError):
        return 0


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents = {int(entry.name): _parent(entry) for entry in Path("/proc").glob("[0-9]*")}
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (OSError, IndexError):
        return 0


def members(supervisor: int) -> dict[str, int]:
    """Return the supervised processes of `challenge serve` by name."""
    found = {}
    for pid in family(supervisor)[1:]:
        if _parent(Path(f"/proc/{pid}")) == supervisor:
            found[_mark(pid)] = pid
    return found


def _mark(pid: int) -> str:
    pairs = Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    return next((pair.partition(b"=")[2].decode() for pair in pairs if pair.startswith(b"CHALLENGE_PROCESS=")), "")


def cpu_s(pid: int) -> float:
    """Return the processor seconds that a process and its family have used, to a hundredth."""
    return sum(_ticks(one) for one in family(pid)) / TICKS_PER_S


def _ticks(pid: int) -> int:
    try:
        parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return int(parts[11]) + int(parts[12])


def memory_mb(pid: int) -> tuple[float, float]:
    """Return resident and proportional memory of a process and its family, in MB; the latter splits shared pages."""
    found = [_rollup(one) for one in family(pid)]
    return sum(one[0] for one in found), sum(one[1] for one in found)


def _rollup(pid: int) -> tuple[float, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    sizes = {line.split(":")[0]: int(line.split()[1]) * 1024 / MB for line in lines}
    return sizes["Rss"], sizes["Pss"]
