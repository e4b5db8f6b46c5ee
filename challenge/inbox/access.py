"""Whose notices are whose."""

from challenge.inbox.queries import notice_of
from challenge.kernel.access import OWN
from challenge.web.context import Arguments, Found, Here


def find_notice(here: Here, arguments: Arguments) -> Found | None:
    """Find the notice of the address in the reader's own inbox; nobody finds another person's."""
    row = notice_of(here.session, here.actor, arguments["notice"])
    return Found(row, OWN) if row else None
