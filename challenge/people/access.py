"""Who may what with people's data."""

from challenge.kernel.access import EDITION, grant
from challenge.people.delegations import delegation_by_public_id, valid_delegation
from challenge.people.models import Person
from challenge.people.queries import person_of_account
from challenge.web.context import Arguments, Found, Here, here

OWN_DATA = grant("people.own", student=EDITION)


def own_person() -> Person | None:
    """Return the reader's own entry in the edition's list of students; None for anybody else."""
    at = here()
    return person_of_account(at.session, at.in_edition().id, at.actor.account_id)


def find_delegation(here: Here, arguments: Arguments) -> Found | None:
    """Find a school's link among the edition's."""
    row = delegation_by_public_id(here.session, here.in_edition().id, str(arguments["delegation"]))
    return Found(row, EDITION) if row else None


def find_link(here: Here, arguments: Arguments) -> Found | None:
    """Find the delegation whose link the address is, as long as it works."""
    row = valid_delegation(here.session, str(arguments["token"]))
    return Found(row, EDITION) if row else None
