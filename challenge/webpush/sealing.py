"""What RFC 8291 (sealing for one browser) and RFC 8292 (signing as this instance) ask for, over `cryptography`."""

import json
import os
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from challenge.webpush.rules import POINT_BYTES, encoded

CURVE = ec.SECP256R1()
# The order of the group of P-256 (FIPS 186-5).
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
RECORD = 4096
SALT_BYTES = 16
SIGNED_FOR = timedelta(hours=12)


def is_point(data: bytes) -> bool:
    """Say whether bytes are an uncompressed point of the curve, as browsers give their public key."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(CURVE, data)
    except ValueError:
        return False
    return len(data) == POINT_BYTES


def sealed(
    plain: bytes, p256dh: bytes, auth: bytes, *, own: ec.EllipticCurvePrivateKey | None = None, salt: bytes = b""
) -> bytes:
    """Return a message that this browser alone can open: one record of `aes128gcm` (RFC 8188) with its header.

    Args:
        plain: at most 3,993 bytes.
        p256dh: public key that the browser gave.
        auth: secret that it gave.
        own: key pair for this message alone; a fresh one unless a test gives it, as with the salt.
        salt: sixteen bytes.
    """
    own, salt = own or ec.generate_private_key(CURVE), salt or os.urandom(SALT_BYTES)
    shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, p256dh))
    point = _point(own.public_key())
    key = _derived(shared, auth, b"WebPush: info\x00" + p256dh + point, 32)
    content_key = _derived(key, salt, b"Content-Encoding: aes128gcm\x00", 16)
    nonce = _derived(key, salt, b"Content-Encoding: nonce\x00", 12)
    header = salt + RECORD.to_bytes(4, "big") + bytes([len(point)]) + point
    return header + AESGCM(content_key).encrypt(nonce, plain + b"\x02", None)


def _derived(secret: bytes, salt: bytes | None, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def instance_key(secret: str) -> ec.EllipticCurvePrivateKey:
    """Return the key pair by which push services know this instance.

    It follows from the house's own secret, so that it is stored nowhere and every process and machine has the same. 384
    bits are reduced to the group's order: no bias that could matter (FIPS 186-5, A.2.1).
    """
    material = _derived(secret.encode(), None, b"challenge: web push, key of the instance", 48)
    return ec.derive_private_key(int.from_bytes(material, "big") % (ORDER - 1) + 1, CURVE)


def public_key(secret: str) -> str:
    """Return the instance's public key as browsers want it."""
    return encoded(_point(instance_key(secret).public_key()))


def signed(secret: str, origin: str, contact: str, now: datetime) -> str:
    """Return the `Authorization` header for a push service: who sends, for twelve hours.

    Args:
        secret: the house's own.
        origin: the push service's.
        contact: https address of this instance, "" for none.
        now: real time.
    """
    key = instance_key(secret)
    claims = {"aud": origin, "exp": int((now + SIGNED_FOR).timestamp()), **({"sub": contact} if contact else {})}
    parts = [json.dumps(part, separators=(",", ":")).encode() for part in ({"typ": "JWT", "alg": "ES256"}, claims)]
    text = ".".join(encoded(part) for part in parts)
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    return f"vapid t={text}.{encoded(r.to_bytes(32, 'big') + s.to_bytes(32, 'big'))}, k={public_key(secret)}"
