"""Tables of people."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    json_value,
    moment,
    outside_name,
    personal,
    personal_json,
    plain,
    primary_key,
    reference,
    secret,
)
from challenge.kernel.db import Base
from challenge.people.rules import full_name

COMPOSITION = "composition of mixed teams"


class Person(Base):
    """A student of an edition.

    `ref` is the school's own number; `level` 1 to 5, 0 unknown; `custom` holds columns of the organiser's own;
    `left_at` is set when a complete roster lacks them, and the row stays.
    """

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("edition_id", "ref"), Index("ix_person_edition_name", "edition_id", "sort_name"))

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    account_id: Mapped[int | None] = reference("account.id")
    ref: Mapped[str] = personal(40, "matching with the school's roster")
    first_name: Mapped[str] = personal(120, "shown to team, coach and organisers")
    last_name: Mapped[str] = personal(120, "shown to team, coach and organisers")
    sort_name: Mapped[str] = personal(560, "sorting and searching in the organisers' lists")
    email: Mapped[str | None] = personal(254, "log-in and mail")
    department: Mapped[str] = personal(60, COMPOSITION)
    level: Mapped[int] = mapped_column(Integer, default=0)
    school: Mapped[str] = personal(80, COMPOSITION)
    languages: Mapped[list[str]] = personal_json(COMPOSITION)
    site: Mapped[str] = personal(40, "seats and remote work")
    skills: Mapped[list[str]] = personal_json(COMPOSITION)
    present: Mapped[bool] = mapped_column(Boolean, default=True)
    needs: Mapped[str] = personal(500, "reception in the hall: access, food, part time", keep_days=30)
    consents: Mapped[list[str]] = personal_json("what somebody agreed to: photo, contact by partners")
    custom: Mapped[dict[str, str]] = personal_json("further columns of the organiser's roster")
    private: Mapped[dict[str, Any]] = personal_json("sensitive fields, each with the organiser's purpose", keep_days=30)
    joined_at: Mapped[datetime] = moment()
    left_at: Mapped[datetime | None] = moment()

    @property
    def name(self) -> str:
        """How they are called."""
        return full_name(self.first_name, self.last_name, self.ref)


class PersonCorrection(Base):
    """A field that a person wrote themselves; `said` is what the school's list says there."""

    __tablename__ = "person_correction"
    __table_args__ = (UniqueConstraint("person_id", "field"),)

    id: Mapped[int] = primary_key()
    person_id: Mapped[int] = reference("person.id", index=False)
    field: Mapped[str] = plain(40)
    said: Mapped[Any | None] = personal_json("telling a person's own word from the school's")
    made_at: Mapped[datetime] = moment()


class FieldRule(Base):
    """What an organiser said of a field of persons: whether it is collected and why, whether persons may change it."""

    __tablename__ = "person_field_rule"
    __table_args__ = (UniqueConstraint("edition_id", "field"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    field: Mapped[str] = plain(40)
    is_collected: Mapped[bool] = mapped_column(Boolean, default=False)
    by_person: Mapped[bool] = mapped_column(Boolean, default=False)
    purpose: Mapped[str] = plain(500)
    changed_at: Mapped[datetime] = moment()
    changed_by: Mapped[int | None] = reference("account.id", index=False)


class Delegation(Base):
    """A secret address by which a school keeps the list of its own students, without an account."""

    __tablename__ = "delegation"
    __table_args__ = (Index("ix_delegation_edition_school", "edition_id", "school"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    school: Mapped[str] = plain(80)
    token_hash: Mapped[str] = secret(64, unique=True)
    made_at: Mapped[datetime] = moment()
    expires_at: Mapped[datetime] = moment()
    used_at: Mapped[datetime | None] = moment()
    revoked_at: Mapped[datetime | None] = moment()


class StaffProfile(Base):
    """A coach, expert or organiser of an edition.

    `capacity` counts teams at once for a coach, requests a day for others; 0 is unknown.
    """

    __tablename__ = "staff_profile"
    __table_args__ = (UniqueConstraint("edition_id", "account_id", "role"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    account_id: Mapped[int] = reference("account.id")
    role: Mapped[str] = plain(16)
    first_name: Mapped[str] = personal(120, "shown to teams and organisers")
    last_name: Mapped[str] = personal(120, "shown to teams and organisers")
    domains: Mapped[list[str]] = json_value()
    languages: Mapped[list[str]] = personal_json("a team shares a language with its coach")
    zone: Mapped[str] = plain(20)
    capacity: Mapped[int] = mapped_column(Integer, default=0)
    joined_at: Mapped[datetime] = moment()

    @property
    def name(self) -> str:
        """How they are called."""
        return full_name(self.first_name, self.last_name, self.role)


class AddressCorrection(Base):
    """A mail address that an organiser corrected: both, why, who and when; `old` None: there was none."""

    __tablename__ = "address_correction"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    account_id: Mapped[int] = reference("account.id")
    old: Mapped[str | None] = personal(254, "proof of who changed a mail address")
    new: Mapped[str] = personal(254, "proof of who changed a mail address")
    reason: Mapped[str] = personal(300, "why a mail address was changed")
    corrected_by: Mapped[int] = mapped_column(Integer)
    corrected_at: Mapped[datetime] = moment()
