"""Dues as organisers keep them: who owes what, who waits for a place, what came."""

from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.dues import actions
from challenge.dues.access import DESK, find_correction, find_payment
from challenge.dues.buyers import buyers
from challenge.dues.forms import CorrectionForm, PaymentForm, ReasonForm, SettingsForm
from challenge.dues.models import DueCorrection, DuePayment
from challenge.dues.papers import papers_of, unbilled
from challenge.dues.queries import books, corrections_of, payments_of
from challenge.dues.rules import WAYS
from challenge.dues.rules import money as money_in
from challenge.dues.settings import dues_of, seller_of
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.organisations.access import find_organisation
from challenge.organisations.queries import OrganisationCard, organisations_by_id
from challenge.organisations.rules import KIND_NAMES
from challenge.problems.models import Problem
from challenge.problems.queries import problem_by_public_id
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("dues_desk", __name__)

WAY_NAMES = {
    "transfer": "Bank transfer",
    "order": "Purchase order",
    "card": "Card",
    "cheque": "Cheque",
    "cash": "Cash",
}


def money(cents: int) -> str:
    """Return an amount as the reader writes it."""
    return money_in(cents, here().locale)


def way_names() -> dict[str, str]:
    """Return what ways of payment are called for the reader."""
    return {way: here().say(WAY_NAMES[way]) for way in WAYS}


@pages.get("/e/<slug>/desk/dues", policy=DESK)
def desk(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show per organisation what is owed and what came, and what is set."""
    return desk_page()


def desk_page(problem: ChallengeError | None = None, typed: Mapping[str, str] | None = None) -> Response:
    """Show all of it, with what was refused and what was typed into the seller's form."""
    at = here()
    edition = at.in_edition()
    settings = dues_of(edition.settings)
    found = [one for one in books(at.session, edition.id, settings) if one.problems or one.received_cents]
    return page(
        "dues/desk.html",
        problem.status if problem else 200,
        problems=said(problem),
        settings=settings,
        books=found,
        due=sum(one.due_cents for one in found),
        received=sum(one.received_cents for one in found),
        unpaid=sum(len(one.lines) - len(one.paid) for one in found),
        waiting=sum(len(one.waiting) for one in found),
        seller=typed or seller_of(edition.settings),
        kinds=[(kind.value, at.say(name)) for kind, name in KIND_NAMES.items()],
        money=money,
    )


@pages.post("/e/<slug>/desk/dues", policy=DESK)
def post_settings(slug: str) -> Response:
    """Set prices and places."""
    try:
        write(actions.set_dues, parsed(SettingsForm).settings())
    except ChallengeError as problem:
        return desk_page(problem)
    tell("Prices and places are set.")
    return redirect(url_for("dues_desk.desk", slug=slug), 303)


@pages.get("/e/<slug>/desk/dues/<organisation>", policy=DESK, thing=find_organisation)
def book(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show the book of an organisation."""
    return book_page(here().the(OrganisationCard).id)


def book_page(
    organisation_id: int, problem: ChallengeError | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    """Show the book of an organisation, with what was refused and what was typed into the buyer's form."""
    at = here()
    edition, session = at.in_edition(), at.session
    settings = dues_of(edition.settings)
    return page(
        "dues/book.html",
        problem.status if problem else 200,
        problems=said(problem),
        settings=settings,
        book=books(session, edition.id, settings, [organisation_id])[0],
        payments=payments_of(session, edition.id, organisation_id),
        corrections=corrections_of(session, edition.id, organisation_id),
        papers=papers_of(session, edition.id, [organisation_id]),
        unbilled=unbilled(session, edition.id, settings, organisation_id),
        buyer=typed or buyers(session, edition.id, [organisation_id])[organisation_id],
        seller=seller_of(edition.settings),
        ways=list(way_names().items()),
        way_names=way_names(),
        today=at.now.date().isoformat(),
        money=money,
    )


def back_to_book(slug: str, organisation_id: int) -> Response:
    """Return to the book of an organisation."""
    at = here()
    found = organisations_by_id(at.session, at.in_edition().id, [organisation_id])[organisation_id]
    return redirect(url_for("dues_desk.book", slug=slug, organisation=found.public_id), 303)


@pages.post("/e/<slug>/desk/dues/<organisation>/payments", policy=DESK, thing=find_organisation)
def post_payment(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the loader found it
    """Record money that came, or was given back."""
    card = here().the(OrganisationCard)
    try:
        write(actions.record_payment, card.id, parsed(PaymentForm).paid())
    except ChallengeError as problem:
        return book_page(card.id, problem)
    tell("Recorded.")
    return back_to_book(slug, card.id)


@pages.post("/e/<slug>/desk/payments/<payment>/undo", policy=DESK, thing=find_payment)
def post_payment_undo(slug: str, payment: str) -> Response:  # noqa: ARG001 - the loader found it
    """Take a payment back that was recorded by mistake."""
    row = here().the(DuePayment)
    organisation_id = row.organisation_id
    try:
        write(actions.undo_payment, row.id, parsed(ReasonForm).reason)
    except ChallengeError as problem:
        return book_page(organisation_id, problem)
    tell("Taken back.")
    return back_to_book(slug, organisation_id)


@pages.post("/e/<slug>/desk/dues/<organisation>/corrections", policy=DESK, thing=find_organisation)
def post_correction(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the loader found it
    """Correct a price by hand."""
    card = here().the(OrganisationCard)
    try:
        form = parsed(CorrectionForm)
        write(actions.correct_price, _problem_of(card, form.problem).id, form.cents, form.reason)
    except ChallengeError as problem:
        return book_page(card.id, problem)
    tell("Corrected.")
    return back_to_book(slug, card.id)


def _problem_of(card: OrganisationCard, public_id: str) -> Problem:
    at = here()
    row = problem_by_public_id(at.session, at.in_edition().id, public_id)
    if row is None or row.organisation_id != card.id:
        raise NotFound("web.absent")
    return row


@pages.post("/e/<slug>/desk/corrections/<correction>/undo", policy=DESK, thing=find_correction)
def post_correction_undo(slug: str, correction: str) -> Response:  # noqa: ARG001 - the loader found it
    """Take a correction back."""
    at = here()
    row = at.the(DueCorrection)
    owner: Any = at.session.get_one(Problem, row.problem_id).organisation_id
    try:
        write(actions.undo_correction, row.id)
    except ChallengeError as problem:
        return book_page(owner, problem)
    tell("Taken back.")
    return back_to_book(slug, owner)
