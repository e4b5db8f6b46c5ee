"""What persons see of their own data: what is stored, what for, how long, and what they may change."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.exchange import cells
from challenge.exchange.cells import Reader, Value
from challenge.kernel.errors import ChallengeError, Invalid, Rejected
from challenge.people import corrections, rules
from challenge.people.access import OWN_DATA, own_person
from challenge.people.forms import OwnForm
from challenge.people.own import corrected_at, corrections_of, field_rules, stored_about
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed, sent_values
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("people_own", __name__)

_READERS: dict[str, Reader] = {
    "first_name": cells.line(120),
    "languages": cells.languages(),
    "skills": cells.listing(20),
    "needs": cells.line(500),
}


@pages.get("/e/<slug>/me", policy=OWN_DATA)
def own_data(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a person everything that is stored about them here, and let them correct what is theirs."""
    return _own()


def _own(problems: tuple[ChallengeError, ...] = (), typed: OwnForm | None = None) -> Response:
    at = here()
    person = own_person()
    if person is None:
        return page("people/nobody.html")
    ruled = field_rules(at.session, person.edition_id)
    values = typed or OwnForm(
        first_name=person.first_name,
        languages=", ".join(person.languages),
        skills=", ".join(person.skills),
        needs=person.needs,
        consents=tuple(person.consents),
    )
    return page(
        "people/own.html",
        problems[0].status if problems else 200,
        person=person,
        values=values,
        correctable=ruled.correctable,
        stored=stored_about(person, ruled),
        corrected=corrected_at(at.session, person.id),
        said=corrections_of(at.session, person.edition_id, person.id).get(person.id, {}),
        problems=[(one.place or "", sentence(at, one)) for one in problems],
        base=f"/e/{at.in_edition().slug}/me",
    )


@pages.post("/e/<slug>/me", policy=OWN_DATA)
def post_own_data(slug: str) -> Response:
    """Keep what a person wrote about themselves."""
    at = here()
    person = own_person()
    if person is None:
        return _own()
    # Every word as it was sent: one field beyond its length must not cost the others.
    sent = OwnForm.model_construct(**sent_values(OwnForm))
    try:
        form = parsed(OwnForm)
        allowed = field_rules(at.session, person.edition_id).correctable
        write(corrections.correct_own, person.id, _wanted(form, allowed))
    except Rejected as problem:
        return _own(tuple(problem.findings), sent)
    except Invalid as problem:
        return _own((problem,), sent)
    tell("Kept. A later list of your school does not replace it unless an organiser says so.")
    return redirect(url_for("people_own.own_data", slug=slug), 303)


def _wanted(form: OwnForm, allowed: tuple[str, ...]) -> dict[str, Value]:
    """Return the values of the fields that were offered; findings have the field as their place."""
    found: dict[str, Value] = {}
    for name in allowed:
        if name == "consents":
            found[name] = tuple(one for one in rules.CONSENTS if one in form.consents)
            continue
        cell = str(getattr(form, name))
        try:
            found[name] = _READERS[name](cell)
        except Invalid as wrong:
            raise Invalid(wrong.code, name, **wrong.params, value=cell[:60]) from wrong
    return found
