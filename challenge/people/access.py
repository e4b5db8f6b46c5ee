"""Who may what with people's data."""

from challenge.kernel.access import EDITION, grant
from challenge.people.delegations import delegation_by_public_id, valid_delegation
from challenge.web.context import Arguments, Found, Here

OWN_DATA = grant("people.own", student=EDITION)


def find_delegation(here: Here, arguments: Arguments) -> Found | None:
    """Find a school's link among the edition's."""
    row = delegation_by_public_id(here.session, here.in_edition().id, str(arguments["delegation"]))
    return Found(row, EDITION) if row else None


def find_link(here: Here, arguments: Arguments) -> Found | None:
    """Find the delegation whose link the address is, as long as it works."""
    row = valid_delegation(here.session, str(arguments["token"]))
    return Found(row, EDITION) if row else None
