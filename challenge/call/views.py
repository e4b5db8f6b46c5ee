"""The public page of the call: a first contact, the link that confirms it, and another link on request."""

from dataclasses import replace
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.accounts import passwords
from challenge.accounts.models import Account, Link
from challenge.accounts.rules import SESSION_DAYS, check_password
from challenge.call import actions
from challenge.call.access import READ, link_of
from challenge.call.actions import Way
from challenge.call.forms import AgainForm, EnterForm, FirstForm
from challenge.call.queries import is_newcomer
from challenge.call.rules import place_of
from challenge.kernel.actor import HOUSE, Actor
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.kernel.ids import secret_token, signature
from challenge.problems.calling import CallState, call_state
from challenge.problems.settings import check_open
from challenge.web.api import intent_of_request
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import findings, page, said
from challenge.web.shell import COOKIE, Pages

pages = Pages("call", __name__)

_EMPTY = {"name": "", "email": "", "organisation": "", "kind": "sme", "title": "", "idea": ""}


@pages.get("/e/<slug>/call", policy=READ)
def call(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the call, and take a first contact while it is open."""
    return _call(_EMPTY)


def _call(values: dict[str, Any], problem: ChallengeError | None = None) -> Response:
    return page(
        "call/call.html",
        problem.status if problem else 200,
        state=_state(),
        values=values,
        wrong={one["place"]: one["sentence"] for one in findings(problem)} if problem else {},
        refusals=said(problem),
    )


def _state() -> CallState:
    at = here()
    edition = at.in_edition()
    return call_state(at.session, edition.id, edition.settings, at.now)


@pages.post("/e/<slug>/call", policy=READ)
def post_contact(slug: str) -> Response:
    """Take a first contact; what is said afterwards does not hang on whether the address is known."""
    at = here()
    try:
        check_open(open_now=_state().is_open)
        form = parsed(FirstForm)
        at.house.works.perform_once(_by(), intent_of_request(), actions.make_contact, form.first(), _way(slug))
    except ChallengeError as problem:
        return _call({name: request.form.get(name, "") for name in _EMPTY}, problem)
    return redirect(url_for("call.sent", slug=slug), 303)


def _by() -> Actor:
    """Return the house in this edition: a visitor can do nothing in their own name."""
    return replace(HOUSE, edition_id=here().in_edition().id)


def _way(slug: str) -> Way:
    at = here()
    token = secret_token()
    place = place_of(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""))
    origin = signature(at.house.config.secret_key, "call", place)
    return Way(
        origin=origin,
        token=token,
        path=url_for("call.arrive", slug=slug, token=token),
        base="" if at.house.config.base_url else own_address(at),
    )


@pages.get("/e/<slug>/call/sent", policy=READ)
def sent(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Say that a link is on its way, if there is somebody to whom it can be."""
    return page("call/sent.html")


@pages.post("/e/<slug>/call/again", policy=READ)
def post_again(slug: str) -> Response:
    """Send another link; the answer is the same for every address."""
    at = here()
    try:
        form = parsed(AgainForm)
        at.house.works.perform_once(_by(), intent_of_request(), actions.ask_again, form.email, _way(slug))
    except ChallengeError as problem:
        return page("call/again.html", problem.status, email=request.form.get("email", ""), refusals=said(problem))
    return redirect(url_for("call.sent", slug=slug), 303)


@pages.get("/e/<slug>/call/links/<token>", policy=READ)
def arrive(slug: str, token: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the button that confirms; mail programs look at links, and only people press buttons."""
    link = link_of(here(), token)
    if link is None:
        return page("call/again.html", NotFound.status, email="", refusals=[])
    return _arriving(link, token)


def _arriving(link: Link, token: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    account = at.session.get_one(Account, link.account_id)
    answer = page(
        "call/arrive.html",
        problem.status if problem else 200,
        token=token,
        name=account.name,
        newcomer=is_newcomer(at.session, account),
        wrong={one["place"]: one["sentence"] for one in findings(problem)} if problem else {},
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/e/<slug>/call/links/<token>", policy=READ)
def post_arrival(slug: str, token: str) -> Response:
    """Confirm, and go on to the form with what was said already."""
    at = here()
    link = link_of(at, token)
    if link is None:
        return page("call/again.html", NotFound.status, email="", refusals=[])
    password = parsed(EnterForm).password
    try:
        if password:
            check_password(password)
    except ChallengeError as problem:
        return _arriving(link, token, problem)
    stored = passwords.hashed(password) if password else None
    device = request.headers.get("User-Agent", "")[:200]
    by = replace(HOUSE, edition_id=link.edition_id)
    found = at.house.works.perform(by, actions.follow_link, link.id, device=device, password_hash=stored)
    return _entered(slug, found)


def _entered(slug: str, found: actions.Arrived) -> Response:
    target = f"/e/{slug}/partner/"
    if found.draft:
        target = url_for("problems_partner.new_problem", slug=slug, draft=found.draft)
    answer = redirect(target, 303)
    secure = here().house.config.secure_cookies
    answer.set_cookie(
        COOKIE,
        found.session_token,
        max_age=SESSION_DAYS * 86_400,
        httponly=True,
        secure=secure,
        samesite="Lax",
        path="/",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
