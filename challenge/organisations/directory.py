"""One organisation as organisers keep it: what is known of it, whom to reach, what it did over the editions."""

from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import ORGANISERS
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.organisations import actions
from challenge.organisations.access import find_contact, find_organisation
from challenge.organisations.desk import kind_names
from challenge.organisations.forms import ConsentForm, ContactForm, OrganisationForm
from challenge.organisations.merging import names_merged
from challenge.organisations.models import OrganisationContact
from challenge.organisations.queries import OrganisationCard, contacts_of, editions_organised, organisations_by_id
from challenge.organisations.record import CODES, record_of
from challenge.organisations.rules import HEADCOUNTS
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed, sent_values
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("directory", __name__)

RECORD_NAMES = {
    "posted": "Problems posted",
    "confirmed": "Problems confirmed",
    "teams": "Teams",
    "interests": "Interests",
}


_EMPTY: dict[str, Any] = {**dict.fromkeys(OrganisationForm.model_fields, ""), "kind": "sme", "version": 0}


def _choices() -> dict[str, Any]:
    return {"kinds": list(kind_names().items()), "headcounts": [(one, one or "–") for one in HEADCOUNTS]}


@pages.get("/e/<slug>/desk/organisations/new", policy=ORGANISERS)
def new(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the empty form."""
    return _new(None)


def _new(problem: ChallengeError | None) -> Response:
    values = {**_EMPTY, **(sent_values(OrganisationForm) if problem else {})}
    status = problem.status if problem else 200
    return page("organisations/new.html", status, problems=said(problem), values=values, **_choices())


@pages.post("/e/<slug>/desk/organisations", policy=ORGANISERS)
def post_new(slug: str) -> Response:
    """Let an organisation take part."""
    try:
        answer = write(actions.enter_organisation, parsed(OrganisationForm).said())
    except ChallengeError as problem:
        return _new(problem)
    tell("It takes part now.")
    return _to(slug, str(answer["organisation"]))


def _to(slug: str, organisation: str) -> Response:
    return redirect(url_for("directory.organisation", slug=slug, organisation=organisation), 303)


@pages.get("/e/<slug>/desk/organisations/<organisation>", policy=ORGANISERS, thing=find_organisation)
def organisation(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show an organisation, its contacts, and what it did in the editions that the reader organises."""
    return _one(None)


def _one(problem: ChallengeError | None, values: dict[str, Any] | None = None) -> Response:
    at = here()
    card = at.the(OrganisationCard)
    editions = editions_organised(at.session, at.actor.account_id, everywhere=at.actor.has(Role.ADMINISTRATOR))
    record = record_of(at.session, card.id, editions)
    return page(
        "organisations/organisation.html",
        problem.status if problem else 200,
        one=card,
        problems=said(problem),
        values=values or {**{name: getattr(card, name) for name in _FIELDS}, "organisation": card.name},
        contacts=contacts_of(at.session, at.in_edition().id, card.id),
        others=names_merged(at.session, card.id),
        record=[(name, record[number]) for number, name in editions.items() if number in record],
        codes=[(code, at.say(RECORD_NAMES[code])) for code in CODES],
        **_choices(),
    )


_FIELDS = (
    *("kind", "town", "acronym", "territory", "headcount", "website"),
    *("cluster", "conflict_group", "notes", "version"),
)


@pages.post("/e/<slug>/desk/organisations/<organisation>", policy=ORGANISERS, thing=find_organisation)
def post_change(slug: str, organisation: str) -> Response:
    """Change what is known of an organisation."""
    card = here().the(OrganisationCard)
    try:
        write(actions.change_organisation, card.id, parsed(OrganisationForm).said())
    except ChallengeError as problem:
        return _one(problem, {**_EMPTY, **sent_values(OrganisationForm)})
    tell("Kept.")
    return _to(slug, organisation)


@pages.post("/e/<slug>/desk/organisations/<organisation>/contacts", policy=ORGANISERS, thing=find_organisation)
def post_contact(slug: str, organisation: str) -> Response:
    """Note whom to reach."""
    try:
        write(actions.add_contact, here().the(OrganisationCard).id, parsed(ContactForm).reached())
    except ChallengeError as problem:
        return _one(problem)
    tell("The contact is noted.")
    return _to(slug, organisation)


@pages.post("/e/<slug>/desk/contacts/<contact>/consent", policy=ORGANISERS, thing=find_contact)
def post_consent(slug: str, contact: str) -> Response:  # noqa: ARG001 - the loader found it
    """Note that somebody agrees to be contacted, or not any more."""
    row = here().the(OrganisationContact)
    organisation_id = row.organisation_id
    write(actions.note_consent, row.id, consents=parsed(ConsentForm).consents)
    return _back(slug, organisation_id)


@pages.post("/e/<slug>/desk/contacts/<contact>/remove", policy=ORGANISERS, thing=find_contact)
def post_contact_removal(slug: str, contact: str) -> Response:  # noqa: ARG001 - the loader found it
    """Erase a contact."""
    row = here().the(OrganisationContact)
    organisation_id = row.organisation_id
    write(actions.remove_contact, row.id)
    tell("The contact is erased.")
    return _back(slug, organisation_id)


def _back(slug: str, organisation_id: int) -> Response:
    at = here()
    found = organisations_by_id(at.session, at.in_edition().id, [organisation_id])
    return _to(slug, found[organisation_id].public_id)
