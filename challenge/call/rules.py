"""Decisions about first contacts."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address

from challenge.kernel.errors import Busy, Conflict, Invalid
from challenge.kernel.text import slug

FIELDS_MOST = 12
INVITATIONS_MOST = 10
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
    INVITED = "invited"


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


def check_invitations(outstanding: int) -> None:
    """Refuse more invitations of one organisation than may be open or were sent within a day.

    Raises:
        Busy("call.invitations_most").
    """
    if outstanding >= INVITATIONS_MOST:
        raise Busy("call.invitations_most", most=INVITATIONS_MOST)


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


def field_code(label: str, known: Sequence[str]) -> str:
    """Return the name of an edition's own field in what is stored.

    Raises:
        Invalid("call.fields_most"): there are twelve.
        Invalid("text.missing"): the label has no letter.
        Conflict("call.field_known"): there is one of that name.
    """
    code = slug(label, most=30).replace("-", "_")
    if len(known) >= FIELDS_MOST:
        raise Invalid("call.fields_most", "label_en", most=FIELDS_MOST)
    if not code:
        raise Invalid("text.missing", "label_en")
    if code in known:
        raise Conflict("call.field_known", "label_en")
    return code


def place_of(peer: str, forwarded: str) -> str:
    """Return where a request came from: what our own proxy says when it is the peer, else the peer itself.

    Args:
        peer: address of the other end; "" for a socket of the same machine.
        forwarded: the header X-Forwarded-For, whose last part the nearest proxy has added.
    """
    last = forwarded.rpartition(",")[2].strip()[:60]
    try:
        is_near = not peer or ip_address(peer).is_private
    except ValueError:
        is_near = False
    # A stranger from outside may write that header, but then the peer is no neighbour of ours.
    return last if is_near and last else peer
