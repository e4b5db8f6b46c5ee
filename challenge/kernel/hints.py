"""Wake-up calls between the processes of one machine. A lost call costs latency, never a fact.

A datagram to a socket in the instance folder; every waiter also looks by itself (worker: half a second, live: one),
which is all that processes on other machines have.
"""

import os
import select
import socket
from contextlib import suppress
from pathlib import Path


class Bell:
    """Rings the waiters of one kind on this machine.

    Args:
        folder: where the sockets live; made on first use.
        kind: `facts` (the log grew) or `feed` (something was pushed).
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._kind = kind
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def ring(self) -> None:
        """Wake every waiter; a full or vanished one is passed over."""
        for path in self._folder.glob(f"{self._kind}-*.sock"):
            with suppress(OSError):
                self._socket.sendto(b"!", str(path))

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()


class Waiter:
    """Sleeps until the bell of its kind rings.

    Args:
        folder: as for `Bell`.
        kind: as for `Bell`.
    """

    def __init__(self, folder: Path, kind: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / f"{kind}-{os.getpid()}-{id(self):x}.sock"
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self._path))
        self._socket.setblocking(False)

    def fileno(self) -> int:
        """Let an event loop watch it."""
        return self._socket.fileno()

    def wait(self, seconds: float) -> bool:
        """Return True when the bell rang within the time; calls that came in between are taken together."""
        ready, _, _ = select.select([self._socket], [], [], seconds)
        self.drain()
        return bool(ready)

    def drain(self) -> None:
        """Take all calls that are waiting."""
        with suppress(BlockingIOError):
            while self._socket.recv(16):
                pass

    def close(self) -> None:
        """Remove the socket."""
        self._socket.close()
        self._path.unlink(missing_ok=True)
