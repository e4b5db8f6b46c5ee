"""Reads of people; always within an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    and_,
    distinct,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from challenge.accounts.models import Account, Link, RoleGrant
from challenge.kernel.actor import Role
from challenge.kernel.paging import Page, page
from challenge.kernel.text import fold
from challenge.people.models import Person, StaffProfile
from challenge.people.rules import full_name


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people is narrowed to; "" and None mean everything.

    Fields:
        text: part of a name, a reference or an address.
        left: True shows those who left instead of those who are here.
    """

    department: str = ""
    level: int | None = None
    school: str = ""
    text: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A student in a list."""

    public_id: str
    ref: str
    first_name: str
    last_name: str
    email: str | None
    department: str
    level: int
    school: str
    languages: list[str]
    present: bool
    left_at: datetime | None
    has_password: bool

    @property
    def name(self) -> str:
        """How they are called."""
        return full_name(self.first_name, self.last_name, self.ref)


_LINE: tuple[Any, ...] = (
    Person.public_id,
    Person.ref,
    Person.first_name,
    Person.last_name,
    Person.email,
    Person.department,
    Person.level,
    Person.school,
    Person.languages,
    Person.present,
    Person.left_at,
    Account.password_hash.is_not(None),
)


def people_page(
    session: Session, edition_id: int, wanted: PeopleFilter, *, after: str = "", size: int = 50
) -> Page[PersonLine]:
    """Return a page of an edition's students by family name.

    Args:
        session: for reading.
        edition_id: the scope.
        wanted: the filter.
        after: outside name of the last one on the page before; "" from the start.
        size: rows of a page.
    """
    query = (
        select(*_LINE)
        .outerjoin(Account, Account.id == Person.account_id)
        .where(*_matching(edition_id, wanted))
        .order_by(Person.sort_name, Person.id)
        .limit(size + 1)
    )
    if after:
        # The address holds no name: the key is looked up from the outside name.
        last = select(Person.sort_name).where(Person.edition_id == edition_id, Person.public_id == after)
        query = query.where(Person.sort_name > last.scalar_subquery())
    lines = [PersonLine(*row) for row in session.execute(query)]
    return page(lines, size, lambda line: line.public_id)


def _matching(edition_id: int, wanted: PeopleFilter) -> list[ColumnElement[bool]]:
    found = [Person.edition_id == edition_id]
    found.append(Person.left_at.is_not(None) if wanted.left else Person.left_at.is_(None))
    if wanted.department:
        found.append(Person.department == wanted.department)
    if wanted.level is not None:
        found.append(Person.level == wanted.level)
    if wanted.school:
        found.append(Person.school == wanted.school)
    if wanted.text.strip():
        names = [Person.sort_name.contains(word, autoescape=True) for word in fold(wanted.text).split()]
        named = and_(*names) if names else false()
        found.append(or_(named, Person.email.contains(wanted.text.strip().casefold(), autoescape=True)))
    return found


@dataclass(frozen=True, slots=True)
class PeopleCounts:
    """How many students there are, and how they are distributed; `shown` are those of the filter."""

    here: int
    left: int
    absent: int
    shown: int
    departments: tuple[tuple[str, int], ...]
    levels: tuple[tuple[int, int], ...]
    schools: tuple[tuple[str, int], ...]


def people_counts(session: Session, edition_id: int, wanted: PeopleFilter) -> PeopleCounts:
    """Return the counts of an edition's students in two statements."""
    grouped = session.execute(
        select(
            Person.department, Person.level, Person.school, Person.left_at.is_not(None), Person.present, func.count()
        )
        .where(Person.edition_id == edition_id)
        .group_by(Person.department, Person.level, Person.school, Person.left_at.is_not(None), Person.present)
    )
    groups: list[tuple[Any, ...]] = [tuple(row) for row in grouped]
    shown = session.execute(select(func.count()).where(*_matching(edition_id, wanted))).scalar_one()
    here = [row for row in groups if not row[3]]
    return PeopleCounts(
        sum(row[5] for row in here),
        sum(row[5] for row in groups if row[3]),
        sum(row[5] for row in here if not row[4]),
        shown,
        _summed(here, 0),
        _summed(here, 1),
        _summed(here, 2),
    )


def _summed(rows: Sequence[Sequence[Any]], place: int) -> tuple[tuple[Any, int], ...]:
    totals: dict[Any, int] = {}
    for row in rows:
        totals[row[place]] = totals.get(row[place], 0) + row[5]
    return tuple(sorted(totals.items()))


def _uninvited(edition_id: int) -> CompoundSelect[Any]:
    """Accounts of an edition's people with an address, no password and no open invitation, per role they have."""
    invited = select(Link.account_id).where(
        Link.edition_id == edition_id, Link.purpose == "invitation", Link.revoked_at.is_(None)
    )
    reachable = and_(Account.email.is_not(None), Account.password_hash.is_(None), Account.id.not_in(invited))
    students = (
        select(Account.id, literal(Role.STUDENT.value).label("role"))
        .join(Person, Person.account_id == Account.id)
        .where(Person.edition_id == edition_id, Person.left_at.is_(None), reachable)
    )
    profiles = (
        select(Account.id, StaffProfile.role)
        .join(StaffProfile, StaffProfile.account_id == Account.id)
        .where(StaffProfile.edition_id == edition_id, serving(), reachable)
    )
    return union_all(students, profiles)


def uninvited(session: Session, edition_id: int, *, most: int) -> list[tuple[int, Role]]:
    """Return up to `most` accounts that can be invited, with a role of theirs.

    Somebody with two roles is there once: an invitation opens the account, and its roles are granted already.
    """
    people = _uninvited(edition_id).subquery()
    wanted = select(people.c.id, func.min(people.c.role)).group_by(people.c.id).order_by(people.c.id).limit(most)
    return [(row[0], Role(row[1])) for row in session.execute(wanted)]


def uninvited_count(session: Session, edition_id: int) -> int:
    """Return how many accounts can be invited."""
    people = _uninvited(edition_id).subquery()
    return session.execute(select(func.count(distinct(people.c.id)))).scalar_one()


def roster(session: Session, edition_id: int, *, with_left: bool = False) -> list[Person]:
    """Return an edition's students by reference, without those who left unless asked for."""
    wanted = select(Person).where(Person.edition_id == edition_id).order_by(Person.ref)
    if not with_left:
        wanted = wanted.where(Person.left_at.is_(None))
    return list(session.execute(wanted).scalars())


def person_by_public_id(session: Session, edition_id: int, public_id: str) -> Person | None:
    """Return a student of this edition."""
    wanted = select(Person).where(Person.edition_id == edition_id, Person.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def person_of_account(session: Session, edition_id: int, account_id: int) -> Person | None:
    """Return the student that an account is in this edition; the first on the roster when it is several."""
    wanted = select(Person).where(
        Person.edition_id == edition_id, Person.account_id == account_id, Person.left_at.is_(None)
    )
    return session.execute(wanted.order_by(Person.ref).limit(1)).scalar_one_or_none()


def serving() -> ColumnElement[bool]:
    """True for profiles of staff whose account still has the role: what is known of somebody outlasts it."""
    held = and_(
        RoleGrant.account_id == StaffProfile.account_id,
        RoleGrant.edition_id == StaffProfile.edition_id,
        RoleGrant.role == StaffProfile.role,
    )
    return exists().where(held)


def staff(session: Session, edition_id: int, role: str = "") -> list[tuple[StaffProfile, str]]:
    """Return an edition's staff with their addresses, by role and name; of one role when it is given."""
    wanted = (
        select(StaffProfile, Account.email)
        .join(Account, Account.id == StaffProfile.account_id)
        .where(StaffProfile.edition_id == edition_id, serving())
        .order_by(StaffProfile.role, StaffProfile.last_name, StaffProfile.first_name, StaffProfile.id)
    )
    if role:
        wanted = wanted.where(StaffProfile.role == role)
    return [(row[0], row[1] or "") for row in session.execute(wanted)]
