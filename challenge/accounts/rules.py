"""Decisions about addresses, passwords and log-ins."""

import re
from datetime import datetime, timedelta

from challenge.kernel.errors import Busy, Invalid

PASSWORD_LEAST = 10
PASSWORD_MOST = 200
SESSION_DAYS = 21
INVITATION_DAYS = 14
ENTRY_DAYS = 30
CALENDAR_DAYS = 400
CALL_DAYS = 2
ONCE = ("invitation", "call")
"""Purposes of links that work a single time."""
TRIES_BEFORE_WAIT = 8
WAIT_S = 60

_EMAIL = re.compile(r"[^@\s<>\"',;]+@[^@\s<>\"',;]+\.[^@\s<>\"',;.]{2,}")


def normal_email(value: str) -> str:
    """Return an address as it is compared: trimmed, lower-case.

    Raises:
        Invalid("accounts.email"): not of the form name@place.tld, or longer than 254 characters.
    """
    email = value.strip().casefold()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise Invalid("accounts.email", "email")
    return email


def check_password(password: str) -> None:
    """Refuse a password that is too short or absurdly long.

    Raises:
        Invalid("accounts.password_short"), Invalid("accounts.password_long").
    """
    if len(password) < PASSWORD_LEAST:
        raise Invalid("accounts.password_short", "password", least=PASSWORD_LEAST)
    if len(password) > PASSWORD_MOST:
        raise Invalid("accounts.password_long", "password", most=PASSWORD_MOST)


def check_wait(failures: int, last_failure: datetime | None, now: datetime) -> None:
    """Refuse a log-in while the account waits after too many wrong passwords; counted per account, never per address.

    Raises:
        Busy("accounts.wait"): says for how many seconds.
    """
    if last_failure is None or failures < TRIES_BEFORE_WAIT:
        return
    left = (last_failure + timedelta(seconds=WAIT_S) - now).total_seconds()
    if left > 0:
        raise Busy("accounts.wait", "password", seconds=max(1, round(left)))
