"""Who signs, and who keeps the agreements."""

from challenge.kernel.access import EDITION, grant

OWN_PAGE = grant("agreements.own", student=EDITION)
DESK = grant("agreements.desk", organiser=EDITION)
