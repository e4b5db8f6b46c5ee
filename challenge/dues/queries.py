"""Reads of dues: the book of each organisation, and which problems are kept out of the hall."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.dues.models import DueCorrection, DuePayment, DuePlace
from challenge.dues.rules import Line, paid_problems, price_lines
from challenge.dues.settings import DuesSettings, dues_of
from challenge.editions.models import Edition
from challenge.kernel.kept import kept
from challenge.organisations.queries import OrganisationCard, organisations_of
from challenge.problems.models import Problem
from challenge.problems.rules import Status

LIVE = tuple(one.value for one in Status if one not in (Status.REJECTED, Status.WITHDRAWN))


@dataclass(frozen=True, slots=True)
class Asked:
    """A problem as far as dues look at it; `holds` is None while places are not limited."""

    id: int
    public_id: str
    ref: str
    title: str
    status: str
    organisation_id: int
    rank: int | None
    holds: bool | None


@dataclass(frozen=True, slots=True)
class Book:
    """What stands between the house and one organisation.

    Fields:
        lines: of confirmed problems with a place, in the order they were posted; none while prices are off.
        waiting: problems beyond the places, in the partner's order.
        received_cents: payments less what was given back.
        paid: the problems that this covers.
    """

    organisation: OrganisationCard
    problems: Sequence[Asked]
    lines: Sequence[Line]
    waiting: Sequence[Asked]
    received_cents: int
    paid: frozenset[int]
    places: int = 0
    titles: Mapping[int, str] = field(default_factory=dict)

    @property
    def due_cents(self) -> int:
        """What is owed altogether."""
        return sum(line.gross_cents for line in self.lines)

    @property
    def open_cents(self) -> int:
        """What is still owed; below zero: too much was paid."""
        return self.due_cents - self.received_cents


def settings_in(session: Session, edition_id: int) -> DuesSettings:
    """Return the dues of an edition; asked for on every overview, so kept until anything is committed."""
    wanted = select(Edition.settings).where(Edition.id == edition_id)
    return kept(session, ("dues", edition_id), lambda: dues_of(session.execute(wanted).scalar_one()))


def asked_problems(session: Session, edition_id: int, only: Collection[int] | None = None) -> list[Asked]:
    """Return the problems of organisations that are neither rejected nor withdrawn, in the order they were posted."""
    wanted = (
        select(
            *(Problem.id, Problem.public_id, Problem.ref, Problem.title, Problem.status, Problem.organisation_id),
            *(DuePlace.rank, DuePlace.holds),
        )
        .outerjoin(DuePlace, DuePlace.problem_id == Problem.id)
        .where(Problem.edition_id == edition_id, Problem.organisation_id.is_not(None), Problem.status.in_(LIVE))
        .order_by(Problem.submitted_at, Problem.id)
    )
    return [Asked(*row) for row in session.execute(_of(wanted, Problem.organisation_id, only)).all()]


def _of(wanted: Any, column: Any, only: Collection[int] | None) -> Any:  # noqa: ANN401 - any statement
    return wanted if only is None else wanted.where(column.in_(only))


def corrected(session: Session, edition_id: int) -> dict[int, int]:
    """Return the cents by which prices are corrected, by problem."""
    wanted = (
        select(DueCorrection.problem_id, func.sum(DueCorrection.amount_cents))
        .where(DueCorrection.edition_id == edition_id, DueCorrection.undone_at.is_(None))
        .group_by(DueCorrection.problem_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(wanted)}


def received(session: Session, edition_id: int) -> dict[int, int]:
    """Return the cents that came from each organisation, less what was given back."""
    wanted = (
        select(DuePayment.organisation_id, func.sum(DuePayment.amount_cents))
        .where(DuePayment.edition_id == edition_id, DuePayment.undone_at.is_(None))
        .group_by(DuePayment.organisation_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(wanted)}


def books(session: Session, edition_id: int, settings: DuesSettings, only: Collection[int] | None = None) -> list[Book]:
    """Return the books of an edition's organisations by name, or of some alone; four statements."""
    cards = [one for one in organisations_of(session, edition_id) if only is None or one.id in only]
    problems: dict[int, list[Asked]] = {}
    for one in asked_problems(session, edition_id, only):
        problems.setdefault(one.organisation_id, []).append(one)
    corrections, money = corrected(session, edition_id), received(session, edition_id)
    return [_book(card, problems.get(card.id, []), settings, corrections, money.get(card.id, 0)) for card in cards]


def _book(
    card: OrganisationCard,
    problems: Sequence[Asked],
    settings: DuesSettings,
    corrections: Mapping[int, int],
    received_cents: int,
) -> Book:
    waits = [one for one in problems if settings.places_on and one.holds is False]
    charged = [(one.id, one.ref) for one in problems if one.status == Status.CONFIRMED.value and one not in waits]
    is_exempt = card.kind in settings.free_kinds
    lines = price_lines(charged, settings.tariff, corrections, is_exempt=is_exempt) if settings.prices_on else ()
    return Book(
        card,
        problems,
        lines,
        sorted(waits, key=lambda one: (one.rank or 0, one.id)),
        received_cents,
        paid_problems(lines, received_cents),
        len(problems) - len(waits),
        {one.id: one.title for one in problems},
    )


def kept_out(session: Session, edition_id: int) -> frozenset[int]:
    """Return the confirmed problems that do not enter the hall: without a place, or neither paid nor exempt (R7).

    Empty while prices and places are off, and for unpaid ones while they are only warned of.
    """
    settings = settings_in(session, edition_id)
    if not settings.prices_on and not settings.places_on:
        return frozenset()
    found: set[int] = set()
    for book in books(session, edition_id, settings):
        found |= {one.id for one in book.waiting}
        if settings.prices_on and settings.strict:
            found |= {line.problem_id for line in book.lines} - book.paid
    return frozenset(found)


def in_hall(session: Session, edition_id: int) -> list[Any]:
    """Return the conditions under which a problem is there to be taken by teams: confirmed, and not kept out."""
    found: list[Any] = [Problem.edition_id == edition_id, Problem.status == Status.CONFIRMED.value]
    out = kept_out(session, edition_id)
    return [*found, Problem.id.not_in(out)] if out else found


@dataclass(frozen=True, slots=True)
class Recorded:
    """A payment or correction with who noted it; `what` is a way of payment, or the reference of a problem."""

    public_id: str
    amount_cents: int
    what: str
    words: str
    by: str
    at: Any
    is_undone: bool
    why_undone: str = ""


def payments_of(session: Session, edition_id: int, organisation_id: int) -> list[Recorded]:
    """Return the payments of an organisation, the latest first."""
    wanted = (
        select(DuePayment, Account.name)
        .outerjoin(Account, Account.id == DuePayment.recorded_by)
        .where(DuePayment.edition_id == edition_id, DuePayment.organisation_id == organisation_id)
        .order_by(DuePayment.id.desc())
    )
    return [
        Recorded(
            *(row.public_id, row.amount_cents, row.way, row.reference, name or "", row.paid_on),
            is_undone=row.undone_at is not None,
            why_undone=row.undone_reason,
        )
        for row, name in session.execute(wanted)
    ]


def corrections_of(session: Session, edition_id: int, organisation_id: int) -> list[Recorded]:
    """Return the corrections of an organisation's prices, the latest first."""
    wanted = (
        select(DueCorrection, Account.name, Problem.ref)
        .join(Problem, Problem.id == DueCorrection.problem_id)
        .outerjoin(Account, Account.id == DueCorrection.made_by)
        .where(DueCorrection.edition_id == edition_id, Problem.organisation_id == organisation_id)
        .order_by(DueCorrection.id.desc())
    )
    return [
        Recorded(row.public_id, row.amount_cents, ref, row.reason, name or "", row.made_at, row.undone_at is not None)
        for row, name, ref in session.execute(wanted)
    ]


def _named(model: Any, edition_id: int, public_id: str) -> Select[Any]:  # noqa: ANN401 - either table
    wanted: Select[Any] = select(model).where(model.edition_id == edition_id, model.public_id == public_id)
    return wanted


def payment_by_public_id(session: Session, edition_id: int, public_id: str) -> DuePayment | None:
    """Return a payment of an edition."""
    return session.execute(_named(DuePayment, edition_id, public_id)).scalar_one_or_none()


def correction_by_public_id(session: Session, edition_id: int, public_id: str) -> DueCorrection | None:
    """Return a correction of an edition."""
    return session.execute(_named(DueCorrection, edition_id, public_id)).scalar_one_or_none()
