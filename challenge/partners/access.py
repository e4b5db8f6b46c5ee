"""Who may what in the workspace."""

from challenge.kernel.access import EDITION, OWN, grant

PARTNER = grant("partners.page", partner=EDITION)
OWN_TEAM = grant("partners.team", partner=OWN)
