"""Who sees what is kept and takes people out; what is one's own is asked of the log-in alone."""

from challenge.kernel.access import EDITION, grant

DESK = grant("privacy.desk", organiser=EDITION)
