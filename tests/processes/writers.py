"""People who hand in again and again, and repeat themselves until they are answered."""

import threading
import time
from http.client import HTTPConnection, HTTPException

from challenge.kernel.ids import public_id

TIMEOUT_S = 5.0
GIVE_UP_S = 60.0
PAUSE_S = 0.1


class Writer(threading.Thread):
    """Hands in one version after the other, each under its own key, repeated under that key until acknowledged.

    Args:
        port: where the pages are.
        path: of a deliverable.
        token: of a member of the team.
        name: the notes of the versions begin with it.
        stop: set when it is enough.
    """

    def __init__(self, port: int, path: str, token: str, name: str, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self._port = port
        self._path = path
        self._token = token
        # Not `_stop`: a thread has one of its own.
        self._enough = stop
        self.acknowledged: list[str] = []

    def run(self) -> None:
        """Write until asked to stop; what was begun is brought to its end."""
        number = 0
        while not self._enough.is_set():
            number += 1
            note = f"{self.name}-{number}"
            if self._insist(note):
                self.acknowledged.append(note)

    def _insist(self, note: str) -> bool:
        key, end = public_id(), time.monotonic() + GIVE_UP_S
        while time.monotonic() < end:
            if self._send(note, key) in (200, 303):
                return True
            time.sleep(PAUSE_S)
        return False

    def _send(self, note: str, key: str) -> int:
        """Return the status; 0 when no answer came."""
        mark = f"b-{key}"
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="note"\r\n\r\n{note}\r\n',
            f'--{mark}\r\nContent-Disposition: form-data; name="ai_use"\r\n\r\n\r\n',
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{note}.md"\r\n\r\n# {note}\n\r\n',
            f"--{mark}--\r\n",
        ]
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Idempotency-Key": key,
            "Content-Type": f"multipart/form-data; boundary={mark}",
        }
        connection = HTTPConnection("127.0.0.1", self._port, timeout=TIMEOUT_S)
        try:
            connection.request("POST", self._path, "".join(parts).encode(), headers)
            return connection.getresponse().status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()
