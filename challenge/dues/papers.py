"""Invoices, credit notes and receipts: issued once with a dense number, and never changed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.dues.buyers import buyers
from challenge.dues.events import PaperIssued
from challenge.dues.models import DuePaper, DuePayment
from challenge.dues.queries import books
from challenge.dues.settings import SELLER, DuesSettings, Seller, dues_of, seller_of
from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.organisations.models import Organisation

INVOICE, CREDIT, RECEIPT = "invoice", "credit", "receipt"


def set_seller(work: Work, seller: Seller) -> dict[str, Any]:
    """Keep who writes the invoices of the edition; what was issued stays as it was.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): with the field.
    """
    edition = work.locked(Edition, work.edition_id)
    kept = Seller(
        name=bounded(clean_line(seller.name), "name", most=120),
        address=bounded(clean_block(seller.address), "address", most=400),
        registration=bounded(clean_block(seller.registration), "registration", most=200, required=False),
        vat_text=bounded(clean_line(seller.vat_text), "vat_text", most=200, required=False),
        terms=bounded(clean_block(seller.terms), "terms", most=400, required=False),
        prefix=bounded(clean_line(seller.prefix), "prefix", most=12, required=False),
    )
    edition.settings = {**edition.settings, SELLER: asdict(kept)}
    return {}


def billed(session: Session, edition_id: int, organisation_id: int) -> list[DuePaper]:
    """Return the invoices of an organisation that no credit note takes back, in their order."""
    taken_back = select(DuePaper.corrects_id).where(DuePaper.corrects_id.is_not(None))
    wanted = select(DuePaper).where(
        DuePaper.edition_id == edition_id,
        DuePaper.organisation_id == organisation_id,
        DuePaper.kind == INVOICE,
        DuePaper.id.not_in(taken_back),
    )
    return list(session.execute(wanted.order_by(DuePaper.number)).scalars())


def unbilled(
    session: Session, edition_id: int, settings: DuesSettings, organisation_id: int
) -> list[dict[str, int | str]]:
    """Return the lines of an invoice over what an organisation owes and no standing invoice holds."""
    book = books(session, edition_id, settings, [organisation_id])
    held = {
        line["problem"] for row in billed(session, edition_id, organisation_id) for line in row.content.get("lines", ())
    }
    return [
        {
            "problem": line.problem_id,
            "ref": line.ref,
            "price": line.price_cents,
            "discount": line.discount_cents,
            "correction": line.net_cents - line.price_cents + line.discount_cents,
            "net": line.net_cents,
            "vat": line.vat_cents,
        }
        for line in (book[0].lines if book else ())
        if line.gross_cents and line.problem_id not in held
    ]


def issue_invoice(work: Work, organisation_id: int, language: str) -> dict[str, Any]:
    """Bill what an organisation owes and no standing invoice holds.

    Raises:
        Invalid("dues.seller_missing"): nobody said who writes the invoices.
        Conflict("dues.label_used"): see `_label`, for every kind of paper.
        Conflict("dues.nothing_to_bill"): everything is billed, or free.
    """
    edition = work.locked(Edition, work.edition_id)  # one number after the other, and nothing billed twice
    seller = _seller(edition)
    lines = unbilled(work.session, edition.id, dues_of(edition.settings), organisation_id)
    if not lines:
        raise Conflict("dues.nothing_to_bill")
    content = {"language": language, "lines": lines, "vat_bp": dues_of(edition.settings).vat_bp, "about": edition.name}
    return _issue(work, seller, DuePaper(organisation_id=organisation_id, kind=INVOICE), content)


def issue_credit(work: Work, paper_id: int) -> dict[str, Any]:
    """Take an invoice back, whole, by a credit note; what is owed can be billed anew.

    Raises:
        Conflict("dues.credited"): that is done already, or it is no invoice.
    """
    edition = work.locked(Edition, work.edition_id)
    row = work.session.get_one(DuePaper, paper_id)
    done = select(DuePaper.id).where(DuePaper.corrects_id == paper_id)
    if row.kind != INVOICE or work.session.execute(done).first() is not None:
        raise Conflict("dues.credited")
    amounts = ("price", "discount", "correction", "net", "vat")
    lines = [{**line, **{name: -line[name] for name in amounts}} for line in row.content["lines"]]
    content = {**row.content, "lines": lines, "corrects": row.label}
    made = DuePaper(organisation_id=row.organisation_id, kind=CREDIT, corrects_id=row.id)
    return _issue(work, _seller(edition), made, content)


def issue_receipt(work: Work, payment_id: int, language: str) -> dict[str, Any]:
    """Say that money came, or was given back; once per payment.

    Raises:
        Invalid("dues.seller_missing"): nobody said who writes the papers.
        Conflict("dues.receipt_there"), Conflict("dues.undone"): it has one; the payment was taken back.
    """
    edition = work.locked(Edition, work.edition_id)
    payment = work.locked(DuePayment, payment_id)
    if payment.undone_at is not None:
        raise Conflict("dues.undone")
    if work.session.execute(select(DuePaper.id).where(DuePaper.payment_id == payment_id)).first() is not None:
        raise Conflict("dues.receipt_there")
    said = {"amount": payment.amount_cents, "on": payment.paid_on.isoformat(), "way": payment.way}
    content = {"language": language, "payment": {**said, "reference": payment.reference}}
    made = DuePaper(organisation_id=payment.organisation_id, kind=RECEIPT, payment_id=payment_id)
    return _issue(work, _seller(edition), made, content)


def _seller(edition: Edition) -> Seller:
    seller = seller_of(edition.settings)
    if not seller.name or not seller.address:
        raise Invalid("dues.seller_missing")
    return seller


def _issue(work: Work, seller: Seller, row: DuePaper, content: Mapping[str, Any]) -> dict[str, Any]:
    """Give the next number of the series; the caller holds the edition's row, so that none is left out or doubled."""
    row.series = RECEIPT if row.kind == RECEIPT else INVOICE
    last = select(func.max(DuePaper.number)).where(
        DuePaper.edition_id == work.edition_id, DuePaper.series == row.series
    )
    row.number = (work.session.execute(last).scalar() or 0) + 1
    row.edition_id, row.issued_by, row.issued_at = work.edition_id, work.actor.account_id, work.real
    buyer = work.session.get_one(Organisation, row.organisation_id)
    said = buyers(work.session, work.edition_id, [buyer.id])[buyer.id]
    lines = content.get("lines", ())
    row.net_cents = sum(line["net"] for line in lines) if lines else content["payment"]["amount"]
    row.vat_cents = sum(line["vat"] for line in lines)
    row.content = {
        "buyer": said.name or buyer.name,
        "town": buyer.town,
        "to": asdict(said),
        **content,
        "label": _label(work, seller, row),
        "seller": asdict(seller),
        "issued_on": work.real.date().isoformat(),
    }
    work.add(row)
    work.emit(PaperIssued(organisation_id=row.organisation_id, paper_id=row.id, kind=row.kind))
    return {"paper": row.public_id, "label": row.label}


def _label(work: Work, seller: Seller, row: DuePaper) -> str:
    """Return the number as it is printed; no seller writes the same one twice, in whichever edition.

    Raises:
        Conflict("dues.label_used"): another edition has it (a clone keeps what stands before its model's numbers).
    """
    label = f"{'R' if row.series == RECEIPT else ''}{seller.prefix}{row.number:04d}"
    wanted = select(DuePaper).where(
        DuePaper.edition_id != work.edition_id, DuePaper.series == row.series, DuePaper.number == row.number
    )
    for other in work.session.execute(wanted).scalars():
        if other.label == label and other.content["seller"]["name"] == seller.name:
            raise Conflict("dues.label_used", None, number=label)
    return label


def paper_by_public_id(session: Session, edition_id: int, public_id: str) -> DuePaper | None:
    """Return a paper of an edition."""
    wanted = select(DuePaper).where(DuePaper.edition_id == edition_id, DuePaper.public_id == public_id)
    return session.execute(wanted).scalar_one_or_none()


def papers_of(session: Session, edition_id: int, organisation_ids: Sequence[int] | None = None) -> list[DuePaper]:
    """Return the papers of an edition, or of some organisations alone: invoices and credit notes, then receipts."""
    wanted = select(DuePaper).where(DuePaper.edition_id == edition_id)
    if organisation_ids is not None:
        wanted = wanted.where(DuePaper.organisation_id.in_(organisation_ids))
    return list(session.execute(wanted.order_by(DuePaper.series, DuePaper.number)).scalars())
