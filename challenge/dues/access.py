"""Who may do what about dues."""

from challenge.dues.queries import correction_by_public_id, payment_by_public_id
from challenge.kernel.access import EDITION, grant
from challenge.web.context import Arguments, Found, Here

DESK = grant("dues.desk", organiser=EDITION)


def find_payment(here: Here, arguments: Arguments) -> Found | None:
    """Find the payment of the address in its edition."""
    row = payment_by_public_id(here.session, here.in_edition().id, arguments["payment"])
    return Found(row, EDITION) if row else None


def find_correction(here: Here, arguments: Arguments) -> Found | None:
    """Find the correction of the address in its edition."""
    row = correction_by_public_id(here.session, here.in_edition().id, arguments["correction"])
    return Found(row, EDITION) if row else None
