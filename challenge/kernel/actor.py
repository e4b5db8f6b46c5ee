"""Who acts: one value that views build once and every act receives."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in one edition. Rights are never the union over editions."""

    ORGANISER = "organiser"
    COACH = "coach"
    EXPERT = "expert"
    PARTNER = "partner"
    JUROR = "juror"
    STUDENT = "student"
    INCUBATOR = "incubator"
    CHAIR = "chair"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


class Seat(StrEnum):
    """What a partner may do for an organisation, from everything to reading."""

    CONTACT = "contact"
    EVALUATOR = "evaluator"
    READER = "reader"


_MAY = {Seat.CONTACT: frozenset(Seat), Seat.EVALUATOR: frozenset({Seat.EVALUATOR, Seat.READER})}


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, a program or the house itself, as seen by one edition.

    Fields:
        account_id: 0 for a visitor and for the house itself.
        edition_id: the edition whose roles these are; 0 when none is concerned.
        roles: what the account is in that edition; administrators have ADMINISTRATOR everywhere.
        organisation_ids: the organisations the account speaks for in this edition.
        seats: those of these organisations for which one may not do everything, with what one may.
        session_id: the session row, 0 for none (a token, the house).
        may_write: False for a program with a reading token.
        is_bounded: True for a session that an entry link opened: one role of one edition, nothing of the account.
    """

    account_id: int = 0
    public_id: str = ""
    name: str = ""
    edition_id: int = 0
    roles: frozenset[Role] = frozenset()
    organisation_ids: frozenset[int] = frozenset()
    seats: frozenset[tuple[int, Seat]] = frozenset()
    locale: str = "fr"
    time_zone: str = ""
    session_id: int = 0
    is_house: bool = field(default=False)
    may_write: bool = True
    is_bounded: bool = False

    @property
    def is_signed_in(self) -> bool:
        """True for an account, also a juror's without password."""
        return self.account_id > 0

    def has(self, *roles: Role) -> bool:
        """True when the actor has at least one of the roles in this edition."""
        return not self.roles.isdisjoint(roles)

    def reading_only(self) -> "Actor":
        """Return the same actor without the right to write."""
        return replace(self, may_write=False)

    def for_writing(self, seat: Seat) -> "Actor":
        """Return the actor as it stands to a write that needs a seat: without the organisations it only reads for."""
        barred = {one for one, held in self.seats if seat not in _MAY.get(held, {Seat.READER})}
        if not barred:
            return self
        left = self.organisation_ids - barred
        return replace(self, organisation_ids=left, roles=self.roles if left else self.roles - {Role.PARTNER})

    @property
    def contact_ids(self) -> frozenset[int]:
        """The organisations for which the actor may do everything a partner may."""
        return self.for_writing(Seat.CONTACT).organisation_ids


VISITOR = Actor()
HOUSE = Actor(name="Challenge", is_house=True)
