"""Sealing and signing, with the library behind them loaded when somebody first asks: it costs a process 8 MB."""

from datetime import datetime
from importlib import import_module
from typing import Any

SEALING = "challenge.webpush.sealing"


def _sealing() -> Any:  # noqa: ANN401 - a module that is loaded late
    return import_module(SEALING)


def is_point(data: bytes) -> bool:
    """Say whether bytes are a public key as browsers give it."""
    return bool(_sealing().is_point(data))


def public_key(secret: str) -> str:
    """Return the instance's public key as browsers want it."""
    return str(_sealing().public_key(secret))


def sealed(plain: bytes, p256dh: bytes, auth: bytes) -> bytes:
    """Return a message that the browser of these keys alone can open."""
    return bytes(_sealing().sealed(plain, p256dh, auth))


def signed(secret: str, origin: str, contact: str, now: datetime) -> str:
    """Return the header that tells a push service who sends; see `sealing.signed`."""
    return str(_sealing().signed(secret, origin, contact, now))
