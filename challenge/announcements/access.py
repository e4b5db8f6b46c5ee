"""Who may announce."""

from challenge.announcements.queries import announcement_by_public_id
from challenge.kernel.access import EDITION, grant
from challenge.web.context import Arguments, Found, Here

DESK = grant("announcements.desk", organiser=EDITION)


def find_announcement(here: Here, arguments: Arguments) -> Found | None:
    """Find the announcement of the address in its edition."""
    row = announcement_by_public_id(here.session, here.in_edition().id, arguments["announcement"])
    return Found(row, EDITION) if row else None
