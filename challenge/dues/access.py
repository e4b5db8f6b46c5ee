"""Who may do what about dues."""

from challenge.dues.papers import paper_by_public_id
from challenge.dues.queries import correction_by_public_id, payment_by_public_id
from challenge.kernel.access import EDITION, OWN, Relation, grant
from challenge.web.context import Arguments, Found, Here

DESK = grant("dues.desk", organiser=EDITION)
PAPER_OWN = grant("dues.paper_own", partner=OWN)


def find_payment(here: Here, arguments: Arguments) -> Found | None:
    """Find the payment of the address in its edition."""
    row = payment_by_public_id(here.session, here.in_edition().id, arguments["payment"])
    return Found(row, EDITION) if row else None


def find_correction(here: Here, arguments: Arguments) -> Found | None:
    """Find the correction of the address in its edition."""
    row = correction_by_public_id(here.session, here.in_edition().id, arguments["correction"])
    return Found(row, EDITION) if row else None


def find_paper(here: Here, arguments: Arguments) -> Found | None:
    """Find the paper of the address in its edition."""
    row = paper_by_public_id(here.session, here.in_edition().id, arguments["paper"])
    return Found(row, EDITION) if row else None


def find_own_paper(here: Here, arguments: Arguments) -> Found | None:
    """Find the paper of the address: one's own organisation's, or somebody else's."""
    row = paper_by_public_id(here.session, here.in_edition().id, arguments["paper"])
    if row is None:
        return None
    return Found(row, OWN if row.organisation_id in here.actor.organisation_ids else Relation.FOREIGN)
