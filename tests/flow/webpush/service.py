"""A push service on this machine, and a browser at it that opens what comes: real requests, real keys."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_network
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from challenge.webpush.rules import encoded

LOOPBACK = (ip_network("127.0.0.0/8"),)


@dataclass(frozen=True)
class Heard:
    """A request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """Answers what it is told to, 201 otherwise; `retry_after` goes with every refusal."""

    answers: list[int] = field(default_factory=list)
    retry_after: str = ""
    heard: list[Heard] = field(default_factory=list)
    port: int = 0

    @property
    def origin(self) -> str:
        """Scheme and host."""
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def serving() -> Iterator[PushService]:
    """Give a push service that listens."""
    made = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            made.heard.append(Heard(self.path, dict(self.headers), body))
            status = made.answers.pop(0) if made.answers else 201
            self.send_response(status)
            if status >= 400 and made.retry_after:
                self.send_header("Retry-After", made.retry_after)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield made
        server.shutdown()
        thread.join()


class Phone:
    """A browser's side of one subscription."""

    def __init__(self, service: PushService, name: str) -> None:
        self.endpoint = f"{service.origin}/push/{name}"
        self._path = f"/push/{name}"
        self._service = service
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)
        self._point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    @property
    def given(self) -> dict[str, str]:
        """What it gives to a site."""
        return {"endpoint": self.endpoint, "p256dh": encoded(self._point), "auth": encoded(self._auth)}

    @property
    def told(self) -> list[dict[str, str]]:
        """What it was told, opened, in order."""
        return [json.loads(self.opened(one.body)) for one in self._service.heard if one.path == self._path]

    def opened(self, body: bytes) -> bytes:
        """Return what was sealed for it (RFC 8291, 3.4)."""
        salt, length = body[:16], body[20]
        point, text = body[21 : 21 + length], body[21 + length :]
        shared = self._key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
        key = _derived(shared, self._auth, b"WebPush: info\0" + self._point + point, 32)
        content_key = _derived(key, salt, b"Content-Encoding: aes128gcm\0", 16)
        plain = AESGCM(content_key).decrypt(_derived(key, salt, b"Content-Encoding: nonce\0", 12), text, None)
        assert plain[-1:] == b"\x02"
        return plain[:-1]


def _derived(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)
