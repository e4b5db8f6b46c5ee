"""Who may rehearse."""

from challenge.kernel.access import EDITION, grant
from challenge.rehearsal.models import Rehearsal
from challenge.rehearsal.queries import rehearsal_by_public_id
from challenge.web.context import Arguments, Found, Here

DESK = grant("rehearsal.desk", organiser=EDITION)


def find_rehearsal(here: Here, arguments: Arguments) -> Found | None:
    """Find the rehearsal of the address in its edition."""
    row: Rehearsal | None = rehearsal_by_public_id(here.session, here.in_edition().id, arguments["rehearsal"])
    return Found(row, EDITION) if row else None
