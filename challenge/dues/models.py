"""Tables of dues. Money is in whole cents; what was recorded is never changed, only taken back."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import moment, outside_name, personal, personal_text, plain, primary_key, reference
from challenge.kernel.db import Base


class DuePlace(Base):
    """A problem in the queue of its organisation; there are rows only while places are limited."""

    __tablename__ = "due_place"

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id")
    problem_id: Mapped[int] = mapped_column(ForeignKey("problem.id"), unique=True)
    rank: Mapped[int] = mapped_column(Integer)
    holds: Mapped[bool] = mapped_column(Boolean)
    since: Mapped[datetime] = moment()


class DueCorrection(Base):
    """A price that an organiser corrected by hand."""

    __tablename__ = "due_correction"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    problem_id: Mapped[int] = reference("problem.id")
    amount_cents: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = personal_text("why a price was corrected", keep_days=3650)
    made_by: Mapped[int] = mapped_column(Integer, default=0)
    made_at: Mapped[datetime] = moment()
    undone_by: Mapped[int] = mapped_column(Integer, default=0)
    undone_at: Mapped[datetime | None] = moment()


class DuePayment(Base):
    """Money that came from an organisation; below zero: given back."""

    __tablename__ = "due_payment"

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id")
    organisation_id: Mapped[int] = reference("organisation.id")
    amount_cents: Mapped[int] = mapped_column(Integer)
    paid_on: Mapped[date] = mapped_column(Date)
    way: Mapped[str] = plain(12)
    reference: Mapped[str] = personal(120, "which payment it was", keep_days=3650)
    recorded_by: Mapped[int] = mapped_column(Integer, default=0)
    recorded_at: Mapped[datetime] = moment()
    undone_by: Mapped[int] = mapped_column(Integer, default=0)
    undone_at: Mapped[datetime | None] = moment()
    undone_reason: Mapped[str] = personal_text("why a payment was taken back", keep_days=3650)
