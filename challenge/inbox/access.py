"""Whose notices are whose, and whose mails a signed address declines."""

from dataclasses import dataclass

from challenge.accounts.queries import named_account
from challenge.inbox.queries import notice_of
from challenge.inbox.rules import Kind
from challenge.kernel.access import OWN
from challenge.notifications.rules import declined_by
from challenge.web.context import Arguments, Found, Here
from challenge.webpush.queries import browser_of


@dataclass(frozen=True, slots=True)
class Declining:
    """What a signed address declines: a kind of mail, for an account."""

    account_id: int
    kind: Kind


def find_notice(here: Here, arguments: Arguments) -> Found | None:
    """Find the notice of the address in the reader's own inbox; nobody finds another person's."""
    row = notice_of(here.session, here.actor, arguments["notice"])
    return Found(row, OWN) if row else None


def find_declining(here: Here, arguments: Arguments) -> Found | None:
    """Find account and kind of a signed address; whoever holds the mail may, logged in or not."""
    named = declined_by(here.house.config.secret_key, arguments["token"])
    row = named_account(here.session, named[0]) if named else None
    if named is None or row is None or named[1] not in set(Kind):
        return None
    return Found(Declining(row.id, Kind(named[1])), OWN)


def find_browser(here: Here, arguments: Arguments) -> Found | None:
    """Find the reader's own browser of the address; nobody finds another person's."""
    row = browser_of(here.session, here.actor.account_id, arguments["browser"])
    return Found(row, OWN) if row else None
