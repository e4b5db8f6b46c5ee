"""When a message that failed is tried again; the address by which its reader declines the kind."""

from datetime import datetime, timedelta

from challenge.kernel.ids import same, signature

TRIES_MOST = 8
LEASE_S = 120
PACE_S = 60


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after `tries` failures: 1, 2, 4 ... minutes later, at most an hour; None = given up."""
    if tries >= TRIES_MOST:
        return None
    return now + timedelta(minutes=min(60, 2 ** (tries - 1)))


def minutes_left(waiting: int, per_minute: int) -> int:
    """Return in how many minutes the last of those that wait leaves; 0 when all leave within the first."""
    return (waiting - 1) // per_minute if per_minute and waiting else 0


def is_for_good(code: int) -> bool:
    """True for a server's answer that no later try will change (RFC 5321, 4.2.1)."""
    return 500 <= code < 600


def declining_token(secret: str, account: str, kind: str) -> str:
    """Return what an address carries that declines a kind for an account, by its outside name.

    It never expires: the mail that holds it may be opened years later, and can do nothing else.
    """
    return f"{account}-{kind}-{signature(secret, 'decline', account, kind)}"


def declined_by(secret: str, token: str) -> tuple[str, str] | None:
    """Return account (outside name) and kind of a token; None when it is not of ours."""
    account, _, rest = token.partition("-")
    kind = rest.partition("-")[0]
    return (account, kind) if same(token, declining_token(secret, account, kind)) else None
