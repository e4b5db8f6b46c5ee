"""Tables of dues. Money is in whole cents; what was recorded is never changed, only taken back."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from challenge.kernel.columns import (
    moment,
    outside_name,
    personal,
    personal_json,
    personal_text,
    plain,
    primary_key,
    reference,
)
from challenge.kernel.db import Base

_BUYER = "whom an invoice is made out to"


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


class DueBuyer(Base):
    """Whom papers to an organisation are made out to in one edition; what was issued does not follow a change.

    Each of its texts may be empty.
    """

    __tablename__ = "due_buyer"
    __table_args__ = (UniqueConstraint("edition_id", "organisation_id"),)

    id: Mapped[int] = primary_key()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    organisation_id: Mapped[int] = reference("organisation.id")
    name: Mapped[str] = personal(160, _BUYER, keep_days=3650)
    address: Mapped[str] = personal_text(_BUYER, keep_days=3650)
    registration: Mapped[str] = personal(60, _BUYER, keep_days=3650)
    vat_number: Mapped[str] = personal(20, _BUYER, keep_days=3650)
    order_number: Mapped[str] = personal(60, _BUYER, keep_days=3650)
    version: Mapped[int] = mapped_column(Integer, default=1)
    changed_by: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = moment()


class DuePaper(Base):
    """An invoice, a credit note or a receipt as it was issued: never changed.

    `series`: invoices and credit notes count together, receipts apart; `number` is dense within an edition's series.
    `content` is everything that is printed, see `papers`. `corrects_id`: the invoice that a credit note takes back.
    """

    __tablename__ = "due_paper"
    __table_args__ = (UniqueConstraint("edition_id", "series", "number"),)

    id: Mapped[int] = primary_key()
    public_id: Mapped[str] = outside_name()
    edition_id: Mapped[int] = reference("edition.id", index=False)
    organisation_id: Mapped[int] = reference("organisation.id")
    series: Mapped[str] = plain(12)
    kind: Mapped[str] = plain(12)
    number: Mapped[int] = mapped_column(Integer)
    content: Mapped[dict[str, Any]] = personal_json("an invoice or receipt as it was issued", keep_days=3650)
    net_cents: Mapped[int] = mapped_column(Integer)
    vat_cents: Mapped[int] = mapped_column(Integer)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("due_paper.id"), unique=True)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("due_payment.id"), unique=True)
    issued_by: Mapped[int] = mapped_column(Integer, default=0)
    issued_at: Mapped[datetime] = moment()

    @property
    def gross_cents(self) -> int:
        """The total, VAT included; below zero for credit notes."""
        return self.net_cents + self.vat_cents

    @property
    def label(self) -> str:
        """The number as it is printed."""
        return str(self.content.get("label", self.number))
