"""Who may mark, and who may see marks."""

from challenge.kernel.access import EDITION, grant

MARK = grant("incubation.mark", partner=EDITION)
PROSPECTS = grant("incubation.prospects", incubator=EDITION, organiser=EDITION)
