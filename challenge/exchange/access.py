"""How imports are found from addresses."""

from challenge.exchange.queries import import_by_public_id
from challenge.kernel.access import EDITION
from challenge.web.context import Arguments, Found, Here


def find_import(here: Here, arguments: Arguments) -> Found | None:
    """Return an import of the address's edition."""
    row = import_by_public_id(here.session, here.in_edition().id, str(arguments["upload"]))
    return Found(row, EDITION) if row else None
