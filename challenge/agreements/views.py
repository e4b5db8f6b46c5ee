"""What a student is asked to sign, on one page, and what they have signed."""

from ipaddress import ip_address

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.agreements import actions
from challenge.agreements.access import OWN_PAGE
from challenge.agreements.forms import SigningForm, WithdrawalForm
from challenge.agreements.queries import signatures_of, signer_of, standing_texts
from challenge.agreements.rules import Kind, is_optional
from challenge.call.rules import place_of
from challenge.kernel.errors import ChallengeError
from challenge.people.access import own_person
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("agreements", __name__)


@pages.get("/e/<slug>/agreements", policy=OWN_PAGE)
def own_agreements(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a student what they are asked for, each with its text, and what they have signed."""
    return _own()


def _own(problem: ChallengeError | None = None) -> Response:
    at = here()
    person = own_person()
    signer = signer_of(at.session, at.in_edition().id, person.id) if person else None
    if person is None or signer is None:
        return page("people/nobody.html")
    texts = standing_texts(at.session, at.in_edition().id)
    signed = signatures_of(at.session, person.id)
    counting = {
        row.kind for row, _ in signed if row.withdrawn_at is None and row.version >= texts[Kind(row.kind)].since
    }
    return page(
        "agreements/own.html",
        problem.status if problem else 200,
        signer=signer,
        waiting=[texts[kind] for kind in signer.asked if kind.value not in counting],
        optional={kind.value for kind in Kind if is_optional(kind)},
        signed=signed,
        typed={name: request.form.get(name, "") for name in ("typed_name", "guardian")},
        problems=said(problem),
    )


@pages.post("/e/<slug>/agreements", policy=OWN_PAGE)
def post_signatures(slug: str) -> Response:
    """Sign what was ticked."""
    person = own_person()
    if person is None:
        return _own()
    try:
        answer = write(actions.sign, person.id, parsed(SigningForm).signing(_address()))
    except ChallengeError as problem:
        return _own(problem)
    tell("Signed: %(count)s. The proofs stand below.", count=answer["signed"])
    return redirect(url_for("agreements.own_agreements", slug=slug), 303)


def _address() -> str:
    """Return where the request comes from, as the nearest proxy of ours says."""
    place = place_of(request.remote_addr or "", request.headers.get("X-Forwarded-For", ""))
    try:
        return str(ip_address(place))
    except ValueError:
        return request.remote_addr or ""


@pages.post("/e/<slug>/agreements/withdraw", policy=OWN_PAGE)
def post_withdrawal(slug: str) -> Response:
    """Take a signature back."""
    person = own_person()
    if person is None:
        return _own()
    try:
        write(actions.withdraw_signature, person.id, parsed(WithdrawalForm).signature)
    except ChallengeError as problem:
        return _own(problem)
    tell("It is withdrawn from this moment on.")
    return redirect(url_for("agreements.own_agreements", slug=slug), 303)
