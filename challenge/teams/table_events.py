"""Facts about tables."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TeamSeated(Event):
    """An organiser put a formed team at another table."""

    name: ClassVar[str] = "teams.team_seated"
    team_id: int
    zone: str
    table_no: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class TeamCoached(Event):
    """A formed team has another coach; account 0 stands for none, before as after."""

    name: ClassVar[str] = "teams.team_coached"
    team_id: int
    coach_id: int
    former_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class HallDescribed(Event):
    """The zones of the hall were set: how many, with how many tables."""

    name: ClassVar[str] = "teams.hall_described"
    zones: int
    tables: int
