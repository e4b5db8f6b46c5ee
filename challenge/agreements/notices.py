"""Organisers are told when somebody takes a signature back."""

from challenge.accounts.queries import members
from challenge.agreements.events import AgreementWithdrawn
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter


def tell_organisers(work: Work, stored: Stored) -> None:
    """Tell the organisers where to look; names stand on the page, not in the mail."""
    letter = Letter(
        subject="A signature was withdrawn",
        body="Hello %(name)s,\n\nsomebody took back a signature. The record of the agreements says who and what.",
        path=f"/e/{slug_of(work.session, stored.edition_id)}/desk/agreements/record",
    )
    people = members(work.session, stored.edition_id, [Role.ORGANISER])
    tell(work, people, Told(kind=Kind.AGREEMENT, letter=letter), key=f"agreements:{stored.edition_id}:{stored.seq}")


LISTENER = Listener("agreements.notices", {AgreementWithdrawn: tell_organisers})
