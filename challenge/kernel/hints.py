"""Wake-up calls between the processes of one machine. A lost call costs latency, never a fact.

A datagram to a socket in the instance folder; every waiter also looks by itself (worker: half a second, live: one),
which is all that processes on other machines have.
"""

import os
import socket
from contextlib import suppress
from pathlib import Path


class Bell:
    """Rings the waiters of one kind on this machine.

    Args:
        folder: where the sockets live; the first waiter makes it.
        kind: `facts` (the log grew) or `feed` (something was pushed).
    """

    def __init__(self, folder: Path, kind: str) -> None:
        self._folder = folder
        self._prefix = f"{kind}-"
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def ring(self) -> None:
        """Wake every waiter; a full or vanished one is passed over."""
        # After every commit: a pattern of `Path` would take five times as long.
        with suppress(OSError):
            for name in os.listdir(self._folder):
                if name.startswith(self._prefix) and name.endswith(".sock"):
                    with suppress(OSError):
                        self._socket.sendto(b"!", os.path.join(self._folder, name))

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
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path = folder / f"{kind}-{os.getpid()}-{id(self):x}.sock"
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self._path))
        self._socket.setblocking(False)

    def wait(self, seconds: float) -> bool:
        """Return True when the bell rang within the time; calls that came in between are taken together."""
        # No select: gevent's wakes its caller behind everybody who stands in line, a socket's own wait does not.
        self._socket.settimeout(seconds)
        try:
            self._socket.recv(16)
        except (TimeoutError, BlockingIOError):
            return False
        self.drain()
        return True

    def drain(self) -> None:
        """Take all calls that are waiting."""
        self._socket.settimeout(0)
        with suppress(BlockingIOError):
            while self._socket.recv(16):
                pass

    def close(self) -> None:
        """Remove the socket."""
        self._socket.close()
        self._path.unlink(missing_ok=True)
