"""How organisations, contacts and merges are found from addresses."""

from challenge.kernel.access import EDITION
from challenge.organisations.queries import contact_by_public_id, merge_by_public_id, organisation_by_public_id
from challenge.web.context import Arguments, Found, Here


def find_organisation(here: Here, arguments: Arguments) -> Found | None:
    """Find the organisation of the address among those of its edition."""
    card = organisation_by_public_id(here.session, here.in_edition().id, arguments["organisation"])
    return Found(card, EDITION) if card else None


def find_contact(here: Here, arguments: Arguments) -> Found | None:
    """Find the contact of the address in its edition."""
    row = contact_by_public_id(here.session, here.in_edition().id, arguments["contact"])
    return Found(row, EDITION) if row else None


def find_merge(here: Here, arguments: Arguments) -> Found | None:
    """Find the merge of the address in its edition."""
    row = merge_by_public_id(here.session, here.in_edition().id, arguments["merge"])
    return Found(row, EDITION) if row else None
