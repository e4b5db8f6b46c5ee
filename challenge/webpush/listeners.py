"""A browser that is logged out is told nothing more."""

from challenge.accounts.events import PasswordSet, SessionClosed
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.webpush.actions import forget_closed


def forget(work: Work, stored: Stored) -> None:
    """Forget the account's browsers whose session is over."""
    event = stored.event
    assert isinstance(event, (SessionClosed, PasswordSet))
    forget_closed(work, event.account_id)


LISTENER = Listener("webpush.closing", {SessionClosed: forget, PasswordSet: forget})
