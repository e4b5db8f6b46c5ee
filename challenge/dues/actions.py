"""Acts on dues: settings, places, corrections, payments."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from challenge.dues import rules
from challenge.dues.events import (
    DueCorrected,
    DuesSet,
    PaymentRecorded,
    PaymentUndone,
    PlaceAwaited,
    PlaceGiven,
    PlacesOrdered,
)
from challenge.dues.models import DueCorrection, DuePaper, DuePayment, DuePlace
from challenge.dues.queries import LIVE, received
from challenge.dues.rules import Queued
from challenge.dues.settings import SETTING, DuesSettings, dues_of
from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.problems.rules import Status


def set_dues(work: Work, settings: DuesSettings) -> dict[str, Any]:
    """Keep prices and places of the edition, and settle who has a place."""
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, SETTING: settings.stored()}
    work.emit(DuesSet(prices_on=settings.prices_on, places_on=settings.places_on))
    settle_places(work)
    return {}


def settle_places(work: Work, organisation_ids: Collection[int] | None = None) -> None:
    """Give free places to those who wait, and let new problems beyond the cap wait; nothing while places are off.

    The edition's row is held, so that two settlings never give one place twice.
    """
    if not dues_of(work.session.get_one(Edition, work.edition_id).settings).places_on:
        return  # nobody waits for the edition's row where there is nothing to settle
    settings = dues_of(work.locked(Edition, work.edition_id).settings)
    wanted = (
        select(Problem.id, Problem.organisation_id, Problem.status, DuePlace)
        .outerjoin(DuePlace, DuePlace.problem_id == Problem.id)
        .where(Problem.edition_id == work.edition_id, Problem.organisation_id.is_not(None))
        # When places are limited late, what was confirmed before has them first.
        .order_by(Problem.status != Status.CONFIRMED.value, Problem.submitted_at, Problem.id)
    )
    if organisation_ids is not None:
        wanted = wanted.where(Problem.organisation_id.in_(organisation_ids))
    queues: dict[int, list[tuple[int, bool, DuePlace | None]]] = {}
    for problem_id, owner, status, place in work.session.execute(wanted):
        queues.setdefault(owner or 0, []).append((problem_id, status in LIVE, place))
    for queue in queues.values():
        _settle(work, queue, settings.cap)


def _settle(work: Work, queue: Sequence[tuple[int, bool, DuePlace | None]], cap: int) -> None:
    last = max((place.rank for _, _, place in queue if place), default=0)
    queued = [
        Queued(problem_id, place.rank if place else last + at, bool(place and place.holds), is_live)
        for at, (problem_id, is_live, place) in enumerate(queue, 1)
    ]
    holding = rules.holding(queued, cap)
    for one, (_, _, place) in zip(queued, queue, strict=True):
        holds = one.problem_id in holding
        if place is None and one.is_live:
            fresh = DuePlace(edition_id=work.edition_id, problem_id=one.problem_id, rank=one.rank, holds=holds)
            fresh.since = work.real
            work.session.add(fresh)
            if not holds:
                work.emit(PlaceAwaited(problem_id=one.problem_id))
        elif place is not None and place.holds != holds:
            place.holds, place.since = holds, work.real
            if holds:
                work.emit(PlaceGiven(problem_id=one.problem_id))


def order_waiting(work: Work, problem_id: int, to: int) -> dict[str, Any]:
    """Put a problem that waits at a place among those of its organisation, from 0.

    Raises:
        Invalid("dues.not_waiting"): it has a place, or places are not limited.
    """
    work.locked(Edition, work.edition_id)
    owner = select(Problem.organisation_id).where(Problem.id == problem_id).scalar_subquery()
    wanted = (
        select(DuePlace)
        .join(Problem, Problem.id == DuePlace.problem_id)
        .where(
            DuePlace.edition_id == work.edition_id,
            DuePlace.holds.is_(False),
            Problem.organisation_id == owner,
            Problem.status.in_(LIVE),
        )
        .order_by(DuePlace.rank, DuePlace.problem_id)
    )
    rows = {row.problem_id: row for row in work.session.execute(wanted).scalars()}
    ranks = sorted(row.rank for row in rows.values())
    for rank, one in zip(ranks, rules.moved(list(rows), problem_id, to), strict=True):
        rows[one].rank = rank
    problem = work.session.get_one(Problem, problem_id)
    work.emit(PlacesOrdered(organisation_id=problem.organisation_id or 0))
    return {"ref": problem.ref}


def correct_price(work: Work, problem_id: int, amount_cents: int, reason: str) -> dict[str, Any]:
    """Correct the price of a problem by hand, below zero for less; who and why stays readable.

    Raises:
        Invalid("dues.amount"), Invalid("text.missing"): no amount, no reason.
    """
    if not amount_cents or abs(amount_cents) > rules.AMOUNT_MOST:
        raise Invalid("dues.amount", "amount")
    problem = work.locked(Problem, problem_id)
    row = work.add(
        DueCorrection(
            edition_id=work.edition_id,
            problem_id=problem_id,
            amount_cents=amount_cents,
            reason=bounded(clean_line(reason), "reason", most=300),
            made_by=work.actor.account_id,
            made_at=work.real,
        )
    )
    work.emit(DueCorrected(organisation_id=problem.organisation_id or 0, correction_id=row.id))
    return {"correction": row.public_id}


def undo_correction(work: Work, correction_id: int) -> dict[str, Any]:
    """Take a correction back; it stays readable as taken back.

    Raises:
        Conflict("dues.undone"): somebody was faster.
    """
    row = work.locked(DueCorrection, correction_id)
    if row.undone_at is not None:
        raise Conflict("dues.undone")
    row.undone_by, row.undone_at = work.actor.account_id, work.real
    problem = work.session.get_one(Problem, row.problem_id)
    work.emit(DueCorrected(organisation_id=problem.organisation_id or 0, correction_id=row.id))
    return {}


@dataclass(frozen=True, kw_only=True, slots=True)
class Paid:
    """Money that came, or below zero was given back; `way` is one of `rules.WAYS`."""

    amount_cents: int
    paid_on: date
    way: str
    reference: str = ""


def record_payment(work: Work, organisation_id: int, paid: Paid) -> dict[str, Any]:
    """Record money that came elsewhere; part of what is owed will do.

    Raises:
        Invalid("dues.amount"), Invalid("dues.refund_most"), Invalid("dues.way"): with the field.
    """
    work.locked(Edition, work.edition_id)  # two refunds at once must not give back more than came
    rules.check_amount(paid.amount_cents, received(work.session, work.edition_id).get(organisation_id, 0))
    if paid.way not in rules.WAYS:
        raise Invalid("dues.way", "way")
    row = work.add(
        DuePayment(
            edition_id=work.edition_id,
            organisation_id=organisation_id,
            amount_cents=paid.amount_cents,
            paid_on=paid.paid_on,
            way=paid.way,
            reference=bounded(clean_line(paid.reference), "reference", most=120, required=False),
            recorded_by=work.actor.account_id,
            recorded_at=work.real,
            undone_reason="",
        )
    )
    work.emit(PaymentRecorded(organisation_id=organisation_id, payment_id=row.id))
    return {"payment": row.public_id}


def undo_payment(work: Work, payment_id: int, reason: str) -> dict[str, Any]:
    """Take a payment back that was recorded by mistake; it stays readable with the reason.

    Raises:
        Conflict("dues.undone"): somebody was faster.
        Conflict("dues.receipted"): a receipt stands for it; give the money back instead.
        Invalid("dues.refund_most"): what was given back would exceed what came.
        Invalid("text.missing"): no reason.
    """
    work.locked(Edition, work.edition_id)
    row = work.locked(DuePayment, payment_id)
    if row.undone_at is not None:
        raise Conflict("dues.undone")
    if work.session.execute(select(DuePaper.id).where(DuePaper.payment_id == payment_id)).first() is not None:
        raise Conflict("dues.receipted")
    rules.check_amount(-row.amount_cents, received(work.session, work.edition_id).get(row.organisation_id, 0))
    row.undone_reason = bounded(clean_line(reason), "reason", most=300)
    row.undone_by, row.undone_at = work.actor.account_id, work.real
    work.emit(PaymentUndone(organisation_id=row.organisation_id, payment_id=row.id))
    return {}
