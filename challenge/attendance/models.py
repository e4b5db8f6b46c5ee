"""Tables of attendance."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, outside_name, personal, personal_json, plain, primary_key, reference
from challenge.kernel.db import Base

RECORD = "attendance per half-day, owed to the schools"


class HalfDay(Base):
    """A morning or an afternoon in the hall; `edited` ones follow the schedule no longer."""

    __tablename__ = "half_day"
    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    number: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    part: Mapped[str] = plain(9)
    opens_at: Mapped[datetime] = moment()
    late_from: Mapped[datetime] = moment()
    closes_at: Mapped[datetime] = moment()
    edited: Mapped[bool] = mapped_column(Boolean, default=False)
    version: Mapped[int] = mapped_column(Integer, default=1)


class Badge(Base):
    """The code on a person's badge. It says who somebody is and opens nothing."""

    __tablename__ = "badge"
    __table_args__ = (UniqueConstraint("edition_id", "code"),)

    person_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id", index=False)
    code: Mapped[str] = personal(8, "check-in by badge", keep_days=30)
    made_at: Mapped[datetime] = moment()


class AttendanceMark(Base):
    """What is known of a person in a half-day; one row however often somebody is scanned.

    `at` is the edition's instant it speaks of (a scan may have waited on a device), `recorded_at` the real one at
    which it was stored.
    """

    __tablename__ = "attendance_mark"
    __table_args__ = (Index("ix_attendance_mark_person", "person_id"),)

    half_day_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    state: Mapped[str] = personal(8, RECORD)
    method: Mapped[str] = plain(10)
    at: Mapped[datetime] = moment()
    recorded_by: Mapped[int] = mapped_column(Integer)
    recorded_at: Mapped[datetime] = moment()
    version: Mapped[int] = mapped_column(Integer, default=1)


class AttendanceEdit(Base):
    """A mark that was replaced, as it was, with who replaced it and why.

    `before` is "" where nothing was known and somebody gave a reason; `outcome` is `kept` where `state` gave way.
    """

    __tablename__ = "attendance_edit"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    half_day_id: Mapped[int] = mapped_column(Integer)
    person_id: Mapped[int] = mapped_column(Integer, index=True)
    before: Mapped[str] = personal(8, RECORD)
    before_method: Mapped[str] = plain(10)
    before_by: Mapped[int] = mapped_column(Integer)
    before_at: Mapped[datetime] = moment()
    state: Mapped[str] = personal(8, RECORD)
    method: Mapped[str] = plain(10)
    outcome: Mapped[str] = plain(8)
    reason: Mapped[str] = personal(200, "why an attendance mark was changed")
    changed_by: Mapped[int] = mapped_column(Integer)
    changed_at: Mapped[datetime] = moment()


class RollCall(Base):
    """A team's roll of a half-day was called; calling it again replaces who and when."""

    __tablename__ = "roll_call"

    half_day_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    team_id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    edition_id: Mapped[int] = reference("edition.id")
    called_by: Mapped[int] = mapped_column(Integer)
    called_at: Mapped[datetime] = moment()


class RollClosing(Base):
    """The roll of a half-day was closed: whom it made absent (`gone`) and present (`come`), to be taken back."""

    __tablename__ = "roll_closing"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    half_day_id: Mapped[int] = reference("half_day.id")
    gone: Mapped[list[int]] = personal_json("taking back the closing of a roll", keep_days=30)
    come: Mapped[list[int]] = personal_json("taking back the closing of a roll", keep_days=30)
    closed_by: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime] = moment()
    undone_at: Mapped[datetime | None] = moment()
