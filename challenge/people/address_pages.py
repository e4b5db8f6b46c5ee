"""The page on which organisers correct a mail address."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import ChallengeError
from challenge.people.addresses import accounts_like, correct_address, corrections
from challenge.people.forms import AddressForm
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("people_addresses", __name__)


@pages.get("/e/<slug>/desk/people/addresses", policy=ORGANISERS)
def addresses(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show whom `?q=` finds, and who corrected what."""
    return _shown(request.args.get("q", "")[:80])


@pages.post("/e/<slug>/desk/people/addresses", policy=ORGANISERS)
def post_address(slug: str) -> Response:
    """Correct one."""
    try:
        form = parsed(AddressForm)
        done = write(correct_address, form.account, form.email, form.reason)
    except ChallengeError as problem:
        return _shown(request.form.get("q", "")[:80], problem)
    tell("%(name)s has another address. Both addresses are told.", name=done["name"])
    return redirect(url_for("people_addresses.addresses", slug=slug), 303)


def _shown(text: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    shown = {
        "q": text,
        "found": accounts_like(at.session, edition_id, text),
        "corrections": corrections(at.session, edition_id),
        "typed": {name: request.form.get(name, "") for name in ("account", "email", "reason")},
        "base": f"/e/{at.in_edition().slug}/desk/people/addresses",
    }
    return page("people/addresses.html", problem.status if problem else 200, problems=said(problem), **shown)
