"""How long jurors may be silent, and late against their plan, before they are looked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

SETTING = "jurors"
"""Name of it among an edition's settings."""
MINUTES_MOST = 240


@dataclass(frozen=True, slots=True)
class Patience:
    """Minutes until the organisers are told.

    Fields:
        silent_min: without a sheet, of a juror who has some to make; 45 is three visits long.
        late_min: after the end of a slot whose visit was not made; where a round has no pace nobody is late.
    """

    silent_min: int = 45
    late_min: int = 10

    def as_setting(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {"silent_min": self.silent_min, "late_min": self.late_min}

    def silent_since(self, now: datetime) -> datetime:
        """Return the instant since which a juror who is silent now has sent nothing."""
        return now - timedelta(minutes=self.silent_min)

    def last_missed(self, opened_at: datetime | None, slot_min: int | None, now: datetime) -> int:
        """Return the last slot of a round whose visits should be over since more than `late_min`; 0 for none."""
        if opened_at is None or slot_min is None:
            return 0
        return max(0, (now - opened_at - timedelta(minutes=self.late_min)) // timedelta(minutes=slot_min))


def patience_of(settings: Mapping[str, Any]) -> Patience:
    """Return what an edition's desk has set; three quarters of an hour and ten minutes where nobody did."""
    return Patience(**settings[SETTING]) if settings.get(SETTING) else Patience()
