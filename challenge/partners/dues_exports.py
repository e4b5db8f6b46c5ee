"""What stands between the house and an organisation, and who speaks for it, as tables of its archive."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import astuple, fields

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.call.colleagues import seats
from challenge.dues.buyers import Buyer, buyers
from challenge.dues.papers import papers_of
from challenge.dues.queries import payments_of
from challenge.exchange.writing import Sheet
from challenge.organisations.queries import organisations_by_id
from challenge.partners.models import SlotConfirmation
from challenge.problems.models import Problem


def dues_sheets(session: Session, edition_id: int, organisation_ids: Collection[int]) -> Iterator[Sheet]:
    """Give papers, payments, whom papers are made out to, colleagues and confirmed moments of some organisations."""
    names = {one.id: one.name for one in organisations_by_id(session, edition_id, organisation_ids).values()}
    own = sorted(names)
    yield Sheet(
        "papers",
        ("organisation", "number", "kind", "issued_on", "net", "vat", "gross"),
        tuple(
            (
                names[row.organisation_id],
                row.label,
                row.kind,
                row.content["issued_on"],
                *_euros(row.net_cents, row.vat_cents),
            )
            for row in papers_of(session, edition_id, own)
        ),
    )
    paid = [(names[one], row) for one in own for row in payments_of(session, edition_id, one) if not row.is_undone]
    yield Sheet(
        "payments",
        ("organisation", "paid_on", "amount", "way", "reference"),
        tuple((name, row.at, row.amount_cents / 100, row.what, row.words) for name, row in paid),
    )
    yield Sheet(
        "made-out-to",
        ("organisation", *(field.name for field in fields(Buyer))),
        tuple((names[one], *astuple(buyer)) for one, buyer in buyers(session, edition_id, own).items()),
    )
    yield Sheet(
        "colleagues",
        ("organisation", "name", "email", "seat", "is_invited"),
        tuple(
            (one.organisation_name, one.name, one.email, one.seat, one.is_invited)
            for one in seats(session, edition_id, own)
        ),
    )
    yield _moments(session, edition_id, own)


def _euros(net_cents: int, vat_cents: int) -> Sequence[float]:
    return net_cents / 100, vat_cents / 100, (net_cents + vat_cents) / 100


def _moments(session: Session, edition_id: int, own: Collection[int]) -> Sheet:
    row = SlotConfirmation
    wanted = (
        select(Problem.ref, row.occasion, row.slot, row.confirmed_at)
        .join(Problem, Problem.id == row.problem_id)
        .where(row.edition_id == edition_id, Problem.organisation_id.in_(own))
        .order_by(row.id)
    )
    found = tuple(tuple(line) for line in session.execute(wanted))
    return Sheet("moments", ("problem", "moment", "slot", "confirmed_at"), found)
