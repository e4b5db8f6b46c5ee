"""Requests to addresses that somebody else named: which may be called, and one call to the very address found good."""

import http.client
import socket
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urlsplit

Networks = Sequence[IPv4Network | IPv6Network]

URL_MOST = 500
TIMEOUT_S = 10.0
# Addresses that carry another one inside, which may be anybody's: NAT64, Teredo, 6to4.
CARRIERS = tuple(IPv6Network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16"))


class Unreachable(Exception):
    """The request could not be made; the words say why."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the other side answered; its words nobody reads. `retry_after` is its header, "" for none."""

    status: int
    retry_after: str


def parts_of(text: str) -> SplitResult | None:
    """Return the parts of a whole http(s) address without name and password; None for anything else."""
    if len(text) > URL_MOST or not text.isascii() or any(letter.isspace() or letter in "\\\x00" for letter in text):
        return None
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    is_whole = parts.scheme in ("http", "https") and parts.hostname and "@" not in parts.netloc
    return parts if is_whole else None


def is_within(host: str, networks: Networks) -> bool:
    """Say whether a host is written as an address of one of these networks; a name never is."""
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


def posted(url: str, body: bytes, headers: Mapping[str, str], networks: Networks) -> Reply:
    """Send a body without following anybody elsewhere.

    The name is looked up once, and the connection made to the address that was found good: a name that points
    elsewhere a moment later leads nowhere.

    Raises:
        Unreachable: no such name, an address that may not be called, no connection or no answer in time.
    """
    parts = urlsplit(url)
    host, is_tls = str(parts.hostname), parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    address = _address_of(host, port, networks)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    line = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    try:
        line.sock = socket.create_connection((address, port), timeout=TIMEOUT_S)
        if is_tls:
            line.sock = ssl.create_default_context().wrap_socket(line.sock, server_hostname=host)
        line.request("POST", target, body, dict(headers))
        answer = line.getresponse()
        return Reply(answer.status, answer.getheader("Retry-After") or "")
    except (OSError, http.client.HTTPException) as problem:
        raise Unreachable(f"{type(problem).__name__}: {problem}") from problem
    finally:
        line.close()


def _address_of(host: str, port: int, networks: Networks) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"{host}: {problem}") from problem
    addresses = [str(entry[4][0]) for entry in found]
    refused = [address for address in addresses if not may_be_reached(address, networks)]
    if refused or not addresses:
        raise Unreachable(f"{host}: {', '.join(refused)} is no public address")
    return addresses[0]
