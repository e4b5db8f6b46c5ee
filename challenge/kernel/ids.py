"""Names for things: public ids, readable codes, secret tokens and their hashes."""

import hashlib
import hmac
import secrets

# No vowels and no look-alikes: no words appear by chance and nobody confuses 0 and O on a table sign.
ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
_LENGTH = 16
_NAMES = len(ALPHABET) ** _LENGTH


def public_id() -> str:
    """Return a random outside name of 16 characters (76 bits): safe in addresses, says nothing about order."""
    number, signs = secrets.randbelow(_NAMES), []
    for _ in range(_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def secret_token() -> str:
    """Return a secret for links and sessions: 32 random bytes, URL-safe."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """Return the only form of a secret that is stored: SHA-256, hexadecimal. Plain hashing suffices at 256 bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def signature(secret: str, *parts: str) -> str:
    """Return an HMAC-SHA-256 over the parts, hexadecimal; parts are length-prefixed so they cannot be shifted."""
    body = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
