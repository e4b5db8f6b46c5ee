"""A browser at a push service on this machine: it opens what comes to it. Real requests, real keys."""

import json
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from challenge.webpush.rules import encoded
from tests.receiver import Receiver

CREATED = 201
"""What a push service answers when it takes a message."""


class Phone:
    """A browser's side of one subscription."""

    def __init__(self, service: Receiver, name: str) -> None:
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
