"""Who may do what about the call."""

from challenge.accounts.models import Link
from challenge.accounts.queries import valid_link
from challenge.call.models import CallContact
from challenge.call.queries import contact_by_public_id
from challenge.kernel.access import EDITION, OWN, PUBLIC, Relation, grant
from challenge.web.context import Arguments, Found, Here

READ = PUBLIC
DESK = grant("call.desk", organiser=EDITION)
COLLEAGUE = grant("call.colleague", partner=OWN)


def find_claim(here: Here, arguments: Arguments) -> Found | None:
    """Find who wants to speak for an organisation: one's own, or somebody else's."""
    row = contact_by_public_id(here.session, here.in_edition().id, arguments["claim"])
    if row is None:
        return None
    own = row.organisation_id is not None and row.organisation_id in here.actor.organisation_ids
    return Found(row, OWN if own else Relation.FOREIGN)


def find_for_desk(here: Here, arguments: Arguments) -> Found | None:
    """Find who wants to speak for an organisation, for organisers."""
    row: CallContact | None = contact_by_public_id(here.session, here.in_edition().id, arguments["claim"])
    return Found(row, EDITION) if row else None


def link_of(here: Here, token: str) -> Link | None:
    """Return a link of this edition's call that works; None for unknown, used and expired ones alike."""
    link = valid_link(here.session, token, "call")
    return link if link is not None and link.edition_id == here.in_edition().id else None
