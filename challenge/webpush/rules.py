"""Pure decisions on web push: which endpoint may be one, what an answer means, when a message is tried again."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from challenge.kernel.errors import Invalid
from challenge.kernel.outgoing import Networks, is_within, may_be_reached, parts_of

BROWSERS_MOST = 10
LEASE_S = 120
TTL_S = 12 * 3600
"""How long a message is worth telling; later it stands in the inbox alone."""
TRIES_MOST = 8
WAIT_MOST_S = 3600
TITLE_MOST, TEXT_MOST = 120, 180
POINT_BYTES, AUTH_BYTES = 65, 16


class Outcome(StrEnum):
    """What the push service's answer means."""

    TAKEN = "taken"
    GONE = "gone"
    LATER = "later"
    NEVER = "never"


def outcome(status: int) -> Outcome:
    """Return what an answer means (RFC 8030, 5 to 8); 0 stands for none.

    A refused signature (401, 403) is tried again: a clock may be wrong, and no browser is forgotten for that.
    """
    if 200 <= status < 300:
        return Outcome.TAKEN
    if status in (404, 410):
        return Outcome.GONE
    is_passing = status in (0, 401, 403, 408, 425, 429) or status >= 500
    return Outcome.LATER if is_passing else Outcome.NEVER


def wait_s(retry_after: str, now: datetime) -> int:
    """Return the seconds of a `Retry-After` header, a number or a date; 0 for none or nonsense, at most an hour."""
    text = retry_after.strip()
    if text.isascii() and text.isdecimal() and len(text) < 10:
        return min(WAIT_MOST_S, int(text))
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return 0
    seconds = (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds()
    return max(0, min(WAIT_MOST_S, round(seconds)))


def next_try(tries: int, queued_at: datetime, now: datetime, wait: int = 0) -> datetime | None:
    """Return when to try again after `tries` failures: half a minute, 1, 2, 4 ... minutes later, not before `wait`.

    None = given up: tried often enough, or no longer worth telling by then.
    """
    at = now + timedelta(seconds=max(wait, min(WAIT_MOST_S, 30 * 2 ** (tries - 1))))
    return None if tries >= TRIES_MOST or at >= queued_at + timedelta(seconds=TTL_S) else at


def ttl_s(queued_at: datetime, now: datetime) -> int:
    """Return how long the service may keep a message, in seconds."""
    return max(0, TTL_S - int((now - queued_at).total_seconds()))


def checked_endpoint(text: str, networks: Networks) -> str:
    """Return the address at a push service that a browser gave.

    Raises:
        Invalid("webpush.endpoint", "endpoint"): no https address, or one that is written as no public address; plain
            http is for the networks that the operator named alone.
    """
    parts = parts_of(text)
    if parts is None:
        raise Invalid("webpush.endpoint", "endpoint")
    host = str(parts.hostname)
    if parts.scheme != "https" and not is_within(host, networks):
        raise Invalid("webpush.endpoint", "endpoint")
    if _is_numeric(host) and not may_be_reached(host, networks):
        raise Invalid("webpush.endpoint", "endpoint")
    return text


def _is_numeric(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def origin_of(endpoint: str) -> str:
    """Return scheme and host of a push service."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def decoded(text: str) -> bytes:
    """Return the bytes of base64url without padding; b"" for anything else."""
    if not re.fullmatch("[A-Za-z0-9_-]*", text):
        return b""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""


def encoded(data: bytes) -> str:
    """Return base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def payload(title: str, text: str, path: str, tag: str) -> Mapping[str, str]:
    """Return what a browser shows: a title and the beginning of the text, each on one line, and where it leads to."""
    return {"title": _cut(title, TITLE_MOST), "body": _cut(text, TEXT_MOST), "path": path, "tag": tag}


def _cut(text: str, most: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"
