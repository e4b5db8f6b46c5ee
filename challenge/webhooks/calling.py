"""One signed request to one program: to the very address that was checked, without following anybody elsewhere."""

import http.client
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from challenge.webhooks import rules

TIMEOUT_S = 10.0
AGENT = "Challenge-Webhooks/1"


class Unreachable(Exception):
    """The request could not be made; the words say why."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request as it is sent."""

    url: str
    body: bytes
    timestamp: int
    signature: str
    name: str


def encoded(body: dict[str, Any]) -> bytes:
    """Return a body as it is signed and sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def called(call: Call, networks: rules.Networks) -> int:
    """Send it and return the status of the answer, whose words nobody reads.

    The name is looked up once, and the connection made to the address that was found good: a name that points
    elsewhere a moment later leads nowhere.

    Raises:
        Unreachable: no such name, an address that may not be called, no connection or no answer in time.
    """
    parts = urlsplit(call.url)
    host, is_tls = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    address = _address_of(host, port, networks)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Challenge-Delivery": call.name,
        "Challenge-Timestamp": str(call.timestamp),
        "Challenge-Signature": f"sha256={call.signature}",
    }
    line = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    try:
        line.sock = socket.create_connection((address, port), timeout=TIMEOUT_S)
        if is_tls:
            line.sock = ssl.create_default_context().wrap_socket(line.sock, server_hostname=host)
        line.request("POST", target, call.body, headers)
        return line.getresponse().status
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(f"{type(problem).__name__}: {problem}") from problem
    finally:
        line.close()


def _address_of(host: str, port: int, networks: rules.Networks) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"{host}: {problem}") from problem
    addresses = [str(entry[4][0]) for entry in found]
    refused = [address for address in addresses if not rules.may_be_reached(address, networks)]
    if refused or not addresses:
        raise Unreachable(f"{host}: {', '.join(refused)} is no public address")
    return addresses[0]
