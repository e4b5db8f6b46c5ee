"""Who is told about first contacts: those who decide, and then the person."""

from challenge.accounts.models import Account
from challenge.accounts.queries import members
from challenge.call.events import ContactConfirmed, ContactDecided
from challenge.call.models import CallContact
from challenge.editions.queries import slug_of
from challenge.inbox.actions import Told, tell
from challenge.inbox.rules import Kind
from challenge.kernel.actor import Role
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.notifications.actions import Letter
from challenge.problems.queries import speakers

_WAITS = "%(who)s wants to speak for %(organisation)s"


def tell_deciders(work: Work, stored: Stored) -> None:
    """Tell organisers and those who speak for the organisation that somebody wants to join them."""
    event = stored.event
    assert isinstance(event, ContactConfirmed)
    row = work.session.get(CallContact, event.contact_id)
    if row is None or not event.waits:
        return
    account = work.session.get_one(Account, row.account_id)
    own = speakers(work.session, stored.edition_id, row.organisation_id) if row.organisation_id else []
    desk = set(members(work.session, stored.edition_id, [Role.ORGANISER])) - set(own)
    slug, key = slug_of(work.session, stored.edition_id), f"call:{stored.edition_id}:{stored.seq}"
    for people, path, ending in ((own, "partner/colleagues", "own"), (desk, "desk/call", "desk")):
        letter = Letter(
            subject=_WAITS,
            body="Hello %(name)s,\n\nplease say whether that is right.",
            filling={"who": account.name, "organisation": row.organisation},
            path=f"/e/{slug}/{path}",
        )
        tell(work, people, Told(kind=Kind.PROBLEM, letter=letter, roles=("partner",)), key=f"{key}:{ending}")


def tell_person(work: Work, stored: Stored) -> None:
    """Tell the person what was decided."""
    event = stored.event
    assert isinstance(event, ContactDecided)
    row = work.session.get(CallContact, event.contact_id)
    if row is None or row.account_id is None:
        return
    letter = Letter(
        subject="You speak for %(organisation)s" if event.accepted else "You do not speak for %(organisation)s",
        body="What you have written is kept as a draft. Ask the organisers if you have a question.",
        filling={"organisation": row.organisation},
        path=f"/e/{slug_of(work.session, stored.edition_id)}/partner/",
    )
    told = Told(kind=Kind.PROBLEM, letter=letter, roles=("partner",))
    tell(work, [row.account_id], told, key=f"call:{stored.edition_id}:{stored.seq}")


LISTENER = Listener("call.notices", {ContactConfirmed: tell_deciders, ContactDecided: tell_person})
