"""Who may mark, and who may see marks."""

from challenge.kernel.access import EDITION, Policy, grant
from challenge.kernel.actor import Role

# Not by `grant`: an administrator reaches every edition but speaks for no organisation.
MARK = Policy("incubation.mark", {Role.PARTNER: EDITION})
PROSPECTS = grant("incubation.prospects", incubator=EDITION, organiser=EDITION)
