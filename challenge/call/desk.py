"""The call as organisers set it, and who may speak for which organisation."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.call import actions
from challenge.call.access import COLLEAGUE, DESK, find_claim, find_for_desk
from challenge.call.colleagues import seats
from challenge.call.forms import CallForm, ClaimForm, CodeForm, FieldForm
from challenge.call.models import CallContact
from challenge.call.queries import waiting_contacts
from challenge.kernel.errors import ChallengeError
from challenge.problems.calling import call_state
from challenge.problems.settings import CallSettings, call_of
from challenge.schedule.queries import lines
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("call_desk", __name__)


@pages.get("/e/<slug>/desk/call", policy=DESK)
def desk(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show how the call stands, what is set, and who waits to speak for an organisation."""
    return _desk()


def _desk(refused: ChallengeError | None = None) -> Response:
    at = here()
    edition = at.in_edition()
    milestones = [(one.code, one.title(at.locale)) for one in lines(at.session, edition.id)]
    return page(
        "call/desk.html",
        refused.status if refused else 200,
        refusals=said(refused),
        state=call_state(at.session, edition.id, edition.settings, at.now),
        milestones=milestones,
        claims=waiting_contacts(at.session, edition.id),
        seats=seats(at.session, edition.id),
    )


@pages.post("/e/<slug>/desk/call", policy=DESK)
def post_call(slug: str) -> Response:
    """Set how the call goes."""
    form = parsed(CallForm)
    fields = call_of(here().in_edition().settings).own_fields
    write(actions.set_call, CallSettings(**form.model_dump(), own_fields=fields))
    tell("The call is set.")
    return redirect(url_for("call_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/call/fields", policy=DESK)
def post_field(slug: str) -> Response:
    """Add a field of the edition's own to the form of problems."""
    try:
        form = parsed(FieldForm)
        write(actions.add_field, form.label_fr, form.label_en, is_required=form.is_required)
    except ChallengeError as refused:
        return _desk(refused)
    tell("The form has one field more.")
    return redirect(url_for("call_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/call/fields/remove", policy=DESK)
def post_field_removal(slug: str) -> Response:
    """Take a field of the edition's own out of the form of problems."""
    write(actions.remove_field, parsed(CodeForm).code)
    tell("The form has one field less; what was answered is kept.")
    return redirect(url_for("call_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/claims/<claim>", policy=DESK, thing=find_for_desk)
def post_claim(slug: str, claim: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Let somebody speak for an organisation, or not."""
    _decided()
    return redirect(url_for("call_desk.desk", slug=slug), 303)


def _decided() -> None:
    form = parsed(ClaimForm)
    answer = write(actions.decide_contact, here().the(CallContact).id, accepted=form.accepted)
    if form.accepted:
        tell("One person more speaks for %(organisation)s.", organisation=answer["organisation"])
    else:
        tell("Refused, and told so.")


@pages.post("/e/<slug>/partner/claims/<claim>", policy=COLLEAGUE, thing=find_claim)
def post_colleague(slug: str, claim: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Let a colleague speak for one's own organisation, or not."""
    _decided()
    return redirect(url_for("call_colleagues.colleagues", slug=slug), 303)
