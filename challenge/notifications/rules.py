"""When a message that failed is tried again."""

from datetime import datetime, timedelta

TRIES_MOST = 8
LEASE_S = 120


def next_try(tries: int, now: datetime) -> datetime | None:
    """Return when to try again after `tries` failures: 1, 2, 4 ... minutes later, at most an hour; None = given up."""
    if tries >= TRIES_MOST:
        return None
    return now + timedelta(minutes=min(60, 2 ** (tries - 1)))
