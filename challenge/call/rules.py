"""Decisions about first contacts."""

from dataclasses import dataclass
from enum import StrEnum

from challenge.kernel.errors import Busy, Conflict

PER_ORIGIN = 20
"""First contacts from one place within an hour: a whole firm may sit behind one address."""
PER_ADDRESS = 3
"""Mails to one address within an hour; more are passed over in silence, so that nothing is learnt of the address."""


class ContactState(StrEnum):
    """Where a first contact stands."""

    SENT = "sent"
    WAITING = "waiting"
    JOINED = "joined"
    REFUSED = "refused"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Claim:
    """How the name of an organisation stands to what is known.

    Fields:
        is_known: an organisation of some edition has that name.
        speaks: the person spoke for it before.
        checks_all: organisers want to see every newcomer.
    """

    is_known: bool
    speaks: bool
    checks_all: bool

    def waits(self) -> bool:
        """True when somebody must let the person speak for it: nobody joins a known organisation by its name alone."""
        return not self.speaks and (self.is_known or self.checks_all)


def check_rate(count: int) -> None:
    """Refuse more first contacts from one place than an hour takes.

    Raises:
        Busy("call.too_many").
    """
    if count >= PER_ORIGIN:
        raise Busy("call.too_many")


def check_waiting(state: str) -> None:
    """Refuse to decide twice.

    Raises:
        Conflict("call.decided"): somebody was faster.
    """
    if state != ContactState.WAITING:
        raise Conflict("call.decided")
