"""Dues as a partner sees them: own prices and payments, and the order of own problems that wait."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.dues import actions
from challenge.dues.buyers import buyers, set_buyer
from challenge.dues.desk import money, way_names
from challenge.dues.forms import OwnBuyerForm, PlaceForm, typed_in
from challenge.dues.papers import papers_of
from challenge.dues.queries import books, payments_of
from challenge.dues.settings import dues_of
from challenge.kernel.errors import ChallengeError, Conflict, Invalid, Rejected
from challenge.problems.access import PARTNER, PARTNER_OWN, find_problem
from challenge.problems.models import Problem
from challenge.problems.partner import own_organisation
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("dues", __name__)


@pages.get("/e/<slug>/partner/dues", policy=PARTNER)
def dues(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what one's own organisations owe and paid, and which problems wait for a place."""
    return _dues()


def _dues(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition = at.in_edition()
    settings = dues_of(edition.settings)
    own = sorted(at.actor.organisation_ids)
    return page(
        "dues/dues.html",
        problem.status if problem else 200,
        errors=said(problem),
        typed=typed_in(OwnBuyerForm, request.form if problem else {}),
        buyers=buyers(at.session, edition.id, own),
        settings=settings,
        books=books(at.session, edition.id, settings, own),
        payments={one: payments_of(at.session, edition.id, one) for one in own},
        papers=papers_of(at.session, edition.id, own),
        way_names=way_names(),
        money=money,
    )


@pages.post("/e/<slug>/partner/dues", policy=PARTNER)
def post_buyer(slug: str) -> Response:
    """Say whom papers to one's own organisation are made out to."""
    try:
        form = parsed(OwnBuyerForm)
        write(set_buyer, own_organisation(form.organisation).id, form.buyer())
    except (Invalid, Conflict, Rejected) as problem:
        return _dues(problem)
    tell("Kept for the papers to come.")
    return redirect(url_for("dues.dues", slug=slug), 303)


@pages.post("/e/<slug>/partner/problems/<problem>/place", policy=PARTNER_OWN, thing=find_problem)
def post_place(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Put one's own problem at another place among those that wait."""
    answer = write(actions.order_waiting, here().the(Problem).id, parsed(PlaceForm).to)
    tell("The order is kept; %(ref)s has moved.", ref=answer["ref"])
    return redirect(url_for("dues.dues", slug=slug), 303)
