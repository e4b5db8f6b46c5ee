"""Facts about people; ids alone, never a name."""

from dataclasses import dataclass
from typing import ClassVar

from challenge.kernel.events import Event, fact


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonJoined(Event):
    """A student is on the roster."""

    name: ClassVar[str] = "people.person_joined"
    person_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonChanged(Event):
    """Fields of a student are different; `fields` names them."""

    name: ClassVar[str] = "people.person_changed"
    person_id: int
    fields: list[str]


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonLeft(Event):
    """A student is not on the roster any more; the row stays, with its team work."""

    name: ClassVar[str] = "people.person_left"
    person_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonReturned(Event):
    """A student who had left is on the roster again."""

    name: ClassVar[str] = "people.person_returned"
    person_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class StaffJoined(Event):
    """Somebody is a coach, expert or organiser of this edition."""

    name: ClassVar[str] = "people.staff_joined"
    staff_id: int
    role: str


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class StaffChanged(Event):
    """The profile of a staff member is different."""

    name: ClassVar[str] = "people.staff_changed"
    staff_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PresenceChanged(Event):
    """Students count as present, or as absent, from here on."""

    name: ClassVar[str] = "people.presence_changed"
    person_ids: list[int]
    present: bool
