"""Guests' delegations: links on the desk, and the page of a school that holds one."""

from dataclasses import replace

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.editions.queries import edition_by_id
from challenge.exchange.importing import importer_of
from challenge.exchange.keeping import Sent
from challenge.exchange.models import KEPT_DAYS
from challenge.exchange.queries import import_by_public_id
from challenge.exchange.reading import Reader
from challenge.exchange.showing import shown_findings
from challenge.exchange.tables import read_table
from challenge.exchange.uploads import Uploads
from challenge.exchange.writing import csv_bytes
from challenge.kernel.access import ORGANISERS, PUBLIC
from challenge.kernel.actor import HOUSE
from challenge.kernel.clock import real_now
from challenge.kernel.errors import ChallengeError
from challenge.kernel.ids import public_id, signature
from challenge.people import delegations
from challenge.people.access import find_delegation, find_link
from challenge.people.forms import DelegationForm, ListForm
from challenge.people.models import Delegation
from challenge.web.api import intent_of_request, write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("guests", __name__)

COOKIE = "challenge_delegation"
HOURS_S = 12 * 3600
_SHOWN = ("student_id", "first_name", "last_name", "email", "department", "level", "languages", "skills")


@pages.get("/e/<slug>/desk/people/delegations", policy=ORGANISERS)
def schools(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the schools with their links and what they sent last."""
    return _schools()


def _schools(link: str = "", school: str = "") -> Response:
    at = here()
    lines = delegations.school_lines(at.session, at.in_edition().id)
    now = real_now()
    rows = [(one, delegations.link_state(one.link, now)) for one in lines]
    base = f"/e/{at.in_edition().slug}/desk/people/delegations"
    answer = page("people/delegations.html", rows=rows, base=base, link=link, school=school)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@pages.post("/e/<slug>/desk/people/delegations", policy=ORGANISERS)
def post_delegation(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Make a link for a school and show it, this once; an earlier one of the school ends."""
    at = here()
    form = parsed(DelegationForm)
    # From the wish itself: pressed twice, the second answer shows the very link that the first one made.
    wish = request.form.get("idempotency_key") or public_id()
    token = signature(at.house.config.secret_key, "delegation", str(at.in_edition().id), form.school, wish)
    address = f"{own_address(at)}/d/{token}"
    write(delegations.invite_delegation, form.school, token)
    at.session.rollback()
    return _schools(address, form.school)


@pages.post("/e/<slug>/desk/people/delegations/<delegation>/revoke", policy=ORGANISERS, thing=find_delegation)
def post_revoke(slug: str, delegation: str) -> Response:  # noqa: ARG001 - the loader found it
    """End a school's link."""
    write(delegations.revoke_delegation, here().the(Delegation).id)
    tell("The link works no more.")
    return redirect(url_for("guests.schools", slug=slug), 303)


@pages.get("/d/<token>", policy=PUBLIC, thing=find_link)
def enter(token: str) -> Response:
    """Take the secret out of the address bar and go to the delegation's page."""
    answer = redirect(url_for("guests.delegation"), 303)
    secure = here().house.config.secure_cookies
    answer.set_cookie(
        COOKIE, token, max_age=HOURS_S, httponly=True, secure=secure, samesite="Lax", path=url_for("guests.delegation")
    )
    return answer


@pages.get("/delegation", policy=PUBLIC)
def delegation() -> Response:
    """Show a school its own list and what became of the last one it sent."""
    return _delegation()


def _held() -> Delegation | None:
    token = request.cookies.get(COOKIE, "")
    return delegations.valid_delegation(here().session, token) if token else None


def _delegation(problem: ChallengeError | None = None, typed: str | None = None) -> Response:
    at = here()
    held = _held()
    if held is None:
        return page("people/no_link.html", 200)
    at.edition = edition_by_id(at.session, held.edition_id)
    last = delegations.last_list(at.session, held)
    answer = page(
        "people/delegation.html",
        problem.status if problem else 200,
        held=held,
        last=last,
        wrong=shown_findings(at, last) if last and last.state == "wrong" else [],
        text=typed if typed is not None else _as_text(held),
        problem=sentence(at, problem) if problem else "",
        most_bytes=delegations.MOST_BYTES,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _as_text(held: Delegation) -> str:
    people = delegations.school_people(here().session, held.edition_id, held.school)
    rows = [
        (one.ref, one.first_name, one.last_name, one.email, one.department, one.level or "", one.languages, one.skills)
        for one in people
    ]
    return csv_bytes(_SHOWN, rows, separator=",").decode().lstrip("\ufeff").replace("\r\n", "\n")


@pages.post("/delegation", policy=PUBLIC, most_bytes=delegations.MOST_BYTES + 100_000)
def post_delegation_list() -> Response:
    """Take a school's list; it is shown to the organisers as what it would change."""
    at = here()
    held = _held()
    if held is None:
        return page("people/no_link.html", 200)
    file = request.files.get("file")
    data = file.read() if file is not None and file.filename else parsed(ListForm).list.encode()
    name = (file.filename or "") if file is not None else ""
    typed = None if name else data.decode("utf-8", "replace")
    try:
        delegations.checked_list(data, len(read_table(data).lines) if data.strip() else 0)
        _deliver(held, data, name)
    except ChallengeError as problem:
        return _delegation(problem, typed)
    at.session.rollback()
    at.session.expire_all()
    last = delegations.last_list(at.session, held)
    if last is not None and last.state == "wrong":
        return _delegation(None, typed)
    tell("Received. The organisers see what it changes and decide.")
    return redirect(url_for("guests.delegation"), 303)


def _deliver(held: Delegation, data: bytes, name: str) -> None:
    at = here()
    works, by = at.house.works, replace(HOUSE, edition_id=held.edition_id)
    delegations.check_pace(at.session, held)
    digest = Uploads(at.house.config.instance, held.edition_id).keep(data, days=KEPT_DAYS)
    kind = importer_of("roster", held.school).kind
    sent = Sent(kind, digest, len(data), source="link", scope=held.school, file_name=name)
    upload = str(works.perform_once(by, intent_of_request(), delegations.deliver_list, held.id, sent)["import"])
    at.session.rollback()
    row = import_by_public_id(at.session, held.edition_id, upload)
    if row is not None:
        Reader(works, at.house.config.instance, by).look(row)
        works.perform(by, delegations.propose_list, upload)
