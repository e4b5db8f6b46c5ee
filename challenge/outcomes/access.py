"""Who may write, read and close outcome records."""

from challenge.kernel.access import EDITION, OWN, grant

STUDENT = grant("outcomes.student", student=EDITION)
READ = grant("outcomes.read", student=OWN, coach=OWN, organiser=EDITION)
WRITE = grant("outcomes.write", student=OWN, organiser=EDITION)
AGREE = grant("outcomes.agree", student=OWN)
DESK = grant("outcomes.desk", organiser=EDITION)
