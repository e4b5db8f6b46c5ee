"""A visit as the plan says it now, and as it was."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A visit as the plan says it now; `announced`: it was planned before its round opened; room None at the table."""

    id: int
    round_id: int
    juror_id: int
    team_id: int
    slot: int
    announced: bool
    room_id: int | None = None


@dataclass(frozen=True, slots=True)
class Then:
    """A visit as it was; `slot` None where nobody can know it any more, `sent_at` of its sheet, None without one."""

    id: int
    round_id: int
    juror_id: int
    slot: int | None
    is_over: bool
    sent_at: datetime | None
