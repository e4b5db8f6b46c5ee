"""Who tells programs, and which programs and requests are an edition's."""

from challenge.kernel.access import EDITION, grant
from challenge.web.context import Arguments, Found, Here
from challenge.webhooks.queries import delivery_by_public_id, webhook_by_public_id

DESK = grant("webhooks.desk", organiser=EDITION)


def find_webhook(here: Here, arguments: Arguments) -> Found | None:
    """Find the program of the address in its edition."""
    row = webhook_by_public_id(here.session, here.in_edition().id, arguments["webhook"])
    return Found(row, EDITION) if row else None


def find_delivery(here: Here, arguments: Arguments) -> Found | None:
    """Find the request of the address in its edition."""
    row = delivery_by_public_id(here.session, here.in_edition().id, arguments["delivery"])
    return Found(row, EDITION) if row else None
