"""Pure decisions on webhooks: which address may be called, how a request is signed, when it is tried again."""

import hashlib
import hmac
from datetime import datetime, timedelta

from challenge.kernel.errors import Invalid
from challenge.kernel.outgoing import Networks, is_within, parts_of

LEASE_S = 60
# Half a minute, then longer and longer, about two days in all: a receiver that was down over a night is told.
DELAYS_S = (30, 120, 600, 1800, 7200, 21_600, 43_200, 86_400)


def checked_url(text: str, networks: Networks) -> str:
    """Return an address that may be called.

    Raises:
        Invalid("webhooks.url", "url"): not a whole http(s) address, or one with a name and password in it.
        Invalid("webhooks.plain", "url"): without encryption to a host that is not in one of the house's own networks.
    """
    parts = parts_of(text)
    if parts is None:
        raise Invalid("webhooks.url", "url")
    if parts.scheme == "http" and not is_within(str(parts.hostname), networks):
        raise Invalid("webhooks.plain", "url")
    return text


def secret_of(key: str, public_id: str, turn: int) -> str:
    """Return what requests of a webhook are signed with: 64 hexadecimal digits, another one each turn.

    It follows from the house's own secret, so that it is stored nowhere.
    """
    return hmac.new(key.encode(), f"webhook:{public_id}:{turn}".encode(), hashlib.sha256).hexdigest()


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """Return HMAC-SHA-256 over `timestamp.body` in hexadecimal digits."""
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when a delivery is due again after so many failures; None when it is given up."""
    return now + timedelta(seconds=DELAYS_S[tries - 1]) if tries <= len(DELAYS_S) else None
