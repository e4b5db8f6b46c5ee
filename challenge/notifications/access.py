"""Which messages and addresses are an edition's."""

from challenge.kernel.access import EDITION
from challenge.notifications.queries import preview, refused_address
from challenge.web.context import Arguments, Found, Here


def find_refused(here: Here, arguments: Arguments) -> Found | None:
    """Find the refused address; organisers find those alone to which their edition has written."""
    row = refused_address(here.session, here.in_edition().id, arguments["refused"])
    return Found(row, EDITION) if row else None


def find_message(here: Here, arguments: Arguments) -> Found | None:
    """Find the message of the address in its edition."""
    found = preview(here.session, here.in_edition().id, arguments["message"])
    return Found(found, EDITION) if found else None
