"""Whom papers are made out to: what an organisation's accountant wants on them, said by it or by organisers."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.dues import rules
from challenge.dues.events import BuyerSet
from challenge.dues.models import DueBuyer
from challenge.kernel.errors import Conflict
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True, slots=True)
class Buyer:
    """Whom a paper is made out to.

    Fields:
        name: as it is registered, "" for the organisation's own name.
        address: lines, "" for its town alone.
        registration: the number of the register of companies (SIRET, SIREN or another country's).
        vat_number: within the European Union, with the letters of its country.
        order_number: of its purchase order, or what else it wants to find on the paper.
        version: counts changes; 0 when nobody said anything yet.
    """

    name: str = ""
    address: str = ""
    registration: str = ""
    vat_number: str = ""
    order_number: str = ""
    version: int = 0


def set_buyer(work: Work, organisation_id: int, buyer: Buyer) -> dict[str, Any]:
    """Keep whom papers to an organisation are made out to from now on; `buyer.version` is the one that was read.

    Raises:
        Conflict("dues.buyer_changed"): somebody else changed it meanwhile.
        Invalid("dues.siret"), Invalid("dues.vat_number"), Invalid("text.too_long"): with the field.
    """
    work.locked(Organisation, organisation_id)
    row = _row(work.session, work.edition_id, organisation_id)
    if (row.version if row else 0) != buyer.version:
        raise Conflict("dues.buyer_changed")
    if row is None:
        row = DueBuyer(edition_id=work.edition_id, organisation_id=organisation_id, version=0)
    row.name = bounded(clean_line(buyer.name), "name", most=160, required=False)
    row.address = bounded(clean_block(buyer.address), "address", most=400, required=False)
    row.registration = rules.registration(
        bounded(clean_line(buyer.registration), "registration", most=60, required=False)
    )
    row.vat_number = rules.vat_number(buyer.vat_number)
    row.order_number = bounded(clean_line(buyer.order_number), "order_number", most=60, required=False)
    row.version += 1
    row.changed_by, row.changed_at = work.actor.account_id, work.real
    work.session.add(row)
    work.emit(BuyerSet(organisation_id=organisation_id))
    return {"version": row.version}


def _row(session: Session, edition_id: int, organisation_id: int) -> DueBuyer | None:
    wanted = select(DueBuyer).where(DueBuyer.edition_id == edition_id, DueBuyer.organisation_id == organisation_id)
    return session.execute(wanted).scalar_one_or_none()


def buyers(session: Session, edition_id: int, organisation_ids: Collection[int]) -> dict[int, Buyer]:
    """Return whom papers to some organisations are made out to, an empty one where nobody said; one statement."""
    wanted = select(DueBuyer).where(DueBuyer.edition_id == edition_id, DueBuyer.organisation_id.in_(organisation_ids))
    known = {row.organisation_id: row for row in session.execute(wanted).scalars()}
    return {one: _buyer(known[one]) if one in known else Buyer() for one in organisation_ids}


def _buyer(row: DueBuyer) -> Buyer:
    return Buyer(
        name=row.name,
        address=row.address,
        registration=row.registration,
        vat_number=row.vat_number,
        order_number=row.order_number,
        version=row.version,
    )
