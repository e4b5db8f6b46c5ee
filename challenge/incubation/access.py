"""Who may mark, decide, and see what was marked and decided."""

from challenge.kernel.access import EDITION, OWN, Policy, grant
from challenge.kernel.actor import Role

# Not by `grant`: an administrator reaches every edition but speaks for no organisation.
MARK = Policy("incubation.mark", {Role.PARTNER: EDITION})
TELL = Policy("incubation.tell", {Role.PARTNER: OWN})
DECIDE = grant("incubation.decide", partner=OWN, organiser=EDITION)
LEARN = grant("incubation.learn", student=OWN, coach=OWN, organiser=EDITION)
PROSPECTS = grant("incubation.prospects", incubator=EDITION, organiser=EDITION)
DESK = grant("incubation.desk", organiser=EDITION)
