"""Pure decisions on webhooks: which address may be called, how a request is signed, when it is tried again."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

from challenge.kernel.errors import Invalid

Address = IPv4Address | IPv6Address
Networks = Sequence[IPv4Network | IPv6Network]

URL_MOST = 500
# Addresses that carry another one inside, which may be anybody's: NAT64, Teredo, 6to4.
CARRIERS = tuple(IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"))
LEASE_S = 60
# Half a minute, then longer and longer, about two days in all: a receiver that was down over a night is told.
DELAYS_S = (30, 120, 600, 1800, 7200, 21_600, 43_200, 86_400)


def checked_url(text: str, networks: Networks) -> str:
    """Return an address that may be called.

    Raises:
        Invalid("webhooks.url", "url"): not a whole http(s) address, or one with a name and password in it.
        Invalid("webhooks.plain", "url"): without encryption to a host that is not in one of the house's own networks.
    """
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise Invalid("webhooks.url", "url")
    if parts.scheme == "http" and not _is_own(parts.hostname, networks):
        raise Invalid("webhooks.plain", "url")
    return text


def _split(text: str) -> SplitResult | None:
    if len(text) > URL_MOST or not text.isascii() or any(letter.isspace() or letter in "\\\x00" for letter in text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_own(host: str, networks: Networks) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return any(address in network for network in networks)


def may_be_reached(address: str, networks: Networks) -> bool:
    """Say whether the house may call an address: a public one, or one of the networks that the operator named.

    Everything else (this machine, the school's own network, the cloud's metadata) is where an attacker would have us
    call in our name.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv6Address) and known.ipv4_mapped is not None:
        known = known.ipv4_mapped
    if any(known in network for network in networks):
        return True
    return known.is_global and not known.is_multicast and not any(known in network for network in CARRIERS)


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
