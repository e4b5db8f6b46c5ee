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
class PersonMoved(Event):
    """A student enters by another account from now on; `account_id` is the new one. Places of theirs follow."""

    name: ClassVar[str] = "people.person_moved"
    person_id: int
    account_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class PersonCorrected(Event):
    """A student changed their own data; `fields` names what."""

    name: ClassVar[str] = "people.person_corrected"
    person_id: int
    fields: list[str]


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class FieldRuled(Event):
    """An organiser said whether a field is collected, and whether persons may change it."""

    name: ClassVar[str] = "people.field_ruled"
    field: str
    collected: bool
    by_person: bool


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationInvited(Event):
    """A school got a link for its delegation's list."""

    name: ClassVar[str] = "people.delegation_invited"
    delegation_id: int


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class DelegationRevoked(Event):
    """A school's link works no more."""

    name: ClassVar[str] = "people.delegation_revoked"
    delegation_id: int


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


@fact
@dataclass(frozen=True, kw_only=True, slots=True)
class AddressCorrected(Event):
    """An organiser gave an account of the edition another mail address; who, and why, stands with the correction."""

    name: ClassVar[str] = "people.address_corrected"
    account_id: int
    correction_id: int
