"""One signed request to one program."""

import json
from dataclasses import dataclass
from typing import Any

from challenge.kernel.outgoing import Networks, posted

AGENT = "Challenge-Webhooks/1"


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


def called(call: Call, networks: Networks) -> int:
    """Send it and return the status of the answer.

    Raises:
        Unreachable: as `outgoing.posted`.
    """
    headers = {
        "Content-Type": "application/json",
        "User-Agent": AGENT,
        "Challenge-Delivery": call.name,
        "Challenge-Timestamp": str(call.timestamp),
        "Challenge-Signature": f"sha256={call.signature}",
    }
    return posted(call.url, call.body, headers, networks).status
