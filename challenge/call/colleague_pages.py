"""Colleagues of one's own organisation: who is there, who is invited, who wants to join."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.call.access import DESK
from challenge.call.actions import Way
from challenge.call.colleagues import Colleague, invite_colleague, revoke_colleague, seats
from challenge.call.forms import InviteForm, SeatForm
from challenge.call.queries import waiting_contacts
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.kernel.ids import secret_token, signature
from challenge.organisations.queries import organisation_by_public_id
from challenge.problems.access import PARTNER
from challenge.problems.partner import own_organisation, own_organisations
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("call_colleagues", __name__)


@pages.get("/e/<slug>/partner/colleagues", policy=PARTNER)
def colleagues(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show who speaks for one's own organisation and how far, who is invited, and who wants to."""
    return _colleagues()


def _colleagues(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id, own = at.in_edition().id, at.actor.organisation_ids
    return page(
        "call/colleagues.html",
        problem.status if problem else 200,
        claims=waiting_contacts(at.session, edition_id, own),
        seats=seats(at.session, edition_id, own),
        organisations=[(one.public_id, one.name) for one in own_organisations()],
        is_contact=bool(at.actor.contact_ids),
        typed=request.form if problem else {},
        errors=said(problem),
    )


@pages.post("/e/<slug>/partner/colleagues", policy=PARTNER)
def post_invitation(slug: str) -> Response:
    """Invite a colleague; nobody learns whether the address is known."""
    at = here()
    try:
        form = parsed(InviteForm)
        organisation = own_organisation(form.organisation)
        whom = Colleague(name=form.name, email=form.email, organisation_id=organisation.id, seat=form.seat)
        token = secret_token()
        base = "" if at.house.config.base_url else own_address(at)
        origin = signature(at.house.config.secret_key, "call", f"account {at.actor.account_id}")
        path = url_for("call.arrive", slug=slug, token=token)
        write(invite_colleague, whom, Way(origin=origin, token=token, path=path, base=base))
    except ChallengeError as problem:
        return _colleagues(problem)
    tell("An invitation is on its way. Its link works once, for two days.")
    return redirect(url_for("call_colleagues.colleagues", slug=slug), 303)


@pages.post("/e/<slug>/partner/colleagues/revoke", policy=PARTNER)
def post_revocation(slug: str) -> Response:
    """Let a colleague speak for one's own organisation no more."""
    form = parsed(SeatForm)
    write(revoke_colleague, form.person, own_organisation(form.organisation).id)
    tell("They do not speak for it any more.")
    return redirect(url_for("call_colleagues.colleagues", slug=slug), 303)


@pages.post("/e/<slug>/desk/colleagues/revoke", policy=DESK)
def post_desk_revocation(slug: str) -> Response:
    """Let somebody speak for an organisation no more."""
    at = here()
    form = parsed(SeatForm)
    organisation = organisation_by_public_id(at.session, at.in_edition().id, form.organisation)
    if organisation is None:
        raise NotFound("web.absent")
    write(revoke_colleague, form.person, organisation.id)
    tell("They do not speak for it any more.")
    return redirect(url_for("call_desk.desk", slug=slug), 303)
