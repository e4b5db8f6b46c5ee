"""A small client for simulated people: keeps its connections, sends forms and files, follows nothing."""

import json
import re
import threading
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlencode, urlsplit

from challenge.kernel.ids import public_id

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, and the cookie that was set with it; status 0 when the server could not be reached."""

    status: int
    text: str = ""
    cookie: str = ""

    @property
    def was_accepted(self) -> bool:
        """True for an answer that says that the act was done."""
        return self.status in (200, 201, 302, 303)

    @property
    def code(self) -> str:
        """The stable code of a refusal, "" when the answer carries none."""
        found = re.search(r'"code": "([a-z_.]+)"|\b\d{3} ([a-z_]+\.[a-z_]+)<', self.text)
        return (found[1] or found[2]) if found else ""

    def json(self) -> Any:  # noqa: ANN401 - JSON
        """Return the body as JSON."""
        return json.loads(self.text)


class Site:
    """The running product, as programs reach it. Safe to use from several threads.

    Args:
        base_url: where `web` listens.
    """

    def __init__(self, base_url: str) -> None:
        parts = urlsplit(base_url)
        self._host, self._port = parts.hostname or "127.0.0.1", parts.port or 80
        self._local = threading.local()
        self._opened: list[HTTPConnection] = []

    def get(self, path: str, token: str = "") -> Answer:
        """Open an address."""
        return self._send("GET", path, b"", self._headers(token))

    def post(self, path: str, token: str, fields: dict[str, str]) -> Answer:
        """Send a form."""
        headers = self._headers(token) | {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(fields).encode(), headers)

    def post_json(self, path: str, token: str, body: object) -> Answer:
        """Send JSON."""
        headers = self._headers(token) | {"Content-Type": "application/json"}
        return self._send("POST", path, json.dumps(body).encode(), headers)

    def upload(self, path: str, token: str, fields: dict[str, str], name: str, content: bytes) -> Answer:
        """Send a form with one file in the field `file`."""
        mark = public_id()
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
        body = b"".join([*parts, head, content, f"\r\n--{mark}--\r\n".encode()])
        headers = self._headers(token) | {"Content-Type": f"multipart/form-data; boundary={mark}"}
        return self._send("POST", path, body, headers)

    def log_in(self, address: str, password: str) -> Answer:
        """Open the page to log in, as a browser does, and send its form."""
        opened = self.get("/login")
        token = re.search(r'name="csrf_token" value="([^"]+)"', opened.text)
        fields = {"email": address, "password": password, "csrf_token": token[1] if token else ""}
        headers = self._headers("") | {"Content-Type": "application/x-www-form-urlencoded", "Cookie": opened.cookie}
        return self._send("POST", "/login", urlencode(fields).encode(), headers)

    @staticmethod
    def _headers(token: str) -> dict[str, str]:
        headers = {"Idempotency-Key": public_id()}
        return headers | {"Authorization": f"Bearer {token}"} if token else headers

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        # A kept connection may have been closed meanwhile: one more try on a fresh one, under the same key.
        for _ in range(2):
            connection = self._connection()
            try:
                connection.request(method, path, body, headers)
                response = connection.getresponse()
                cookie = (response.getheader("Set-Cookie") or "").partition(";")[0]
                return Answer(response.status, response.read().decode(errors="replace"), cookie)
            except (OSError, HTTPException):
                self._local.connection = None
                connection.close()
        return Answer(0)

    def _connection(self) -> HTTPConnection:
        connection: HTTPConnection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)
            self._local.connection = connection
            self._opened.append(connection)
        return connection

    def close(self) -> None:
        """Close every connection; nobody acts any more."""
        for connection in self._opened:
            connection.close()
