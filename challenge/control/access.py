"""Who may look over everything, and who may set and search."""

from challenge.kernel.access import EDITION, grant

DESK = grant("control.desk", organiser=EDITION, viewer=EDITION)
ORGANISER = grant("control.organiser", organiser=EDITION)
