"""Which addresses are an edition's."""

from challenge.kernel.access import EDITION
from challenge.notifications.queries import refused_address
from challenge.web.context import Arguments, Found, Here


def find_refused(here: Here, arguments: Arguments) -> Found | None:
    """Find the refused address; organisers find those alone to which their edition has written."""
    row = refused_address(here.session, here.in_edition().id, arguments["refused"])
    return Found(row, EDITION) if row else None
