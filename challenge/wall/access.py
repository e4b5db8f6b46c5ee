"""Who may drive the walls, and which screen an address names."""

from challenge.kernel.access import EDITION, grant
from challenge.wall.rules import wall_of
from challenge.web.context import Arguments, Found, Here

DESK = grant("wall.desk", organiser=EDITION)


def find_screen(here: Here, arguments: Arguments) -> Found | None:
    """Find the screen of the address in its edition."""
    found = wall_of(here.in_edition().settings).screen(arguments["screen"])
    return Found(found, EDITION) if found else None
