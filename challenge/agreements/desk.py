"""Agreements as organisers keep them: texts with their versions, who signed what, whom to remind, the proofs."""

from collections import Counter

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.agreements import actions
from challenge.agreements.access import DESK
from challenge.agreements.exports import proofs_csv, proofs_json, texts_json
from challenge.agreements.forms import AsideForm, MinorForm, TextForm
from challenge.agreements.queries import Signer, proofs, published_texts, signers, standing_texts, versions
from challenge.agreements.rules import BODY_MOST, TITLE_MOST, Kind, is_optional
from challenge.agreements.starting import STARTING
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.people.models import Person
from challenge.people.queries import person_by_public_id
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import download, page, said, tell
from challenge.web.shell import Pages

pages = Pages("agreements_desk", __name__)

FIELDS = ("title_fr", "title_en", "body_fr", "body_en")


@pages.get("/e/<slug>/desk/agreements", policy=DESK)
def desk(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show which texts stand, how many signed them, and who is missing per team."""
    return _desk()


def _desk(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    people = signers(at.session, edition_id)
    texts = standing_texts(at.session, edition_id)
    asked = Counter(kind for one in people for kind in one.asked if one.is_expected)
    lack = Counter(kind for one in people for kind in one.missing if one.is_expected)
    return page(
        "agreements/desk.html",
        problem.status if problem else 200,
        kinds=[(kind, texts.get(kind), asked[kind], asked[kind] - lack[kind]) for kind in Kind],
        optional={kind for kind in Kind if is_optional(kind)},
        owing=[one for one in people if one.missing and one.is_expected],
        by_team=_by_team(people),
        aside=[one for one in people if one.aside],
        minors=[one for one in people if one.is_minor],
        problems=said(problem),
    )


def _by_team(people: list[Signer]) -> dict[str, list[Signer]]:
    found: dict[str, list[Signer]] = {}
    for one in people:
        if one.missing and one.is_expected:
            found.setdefault(one.team, []).append(one)
    return found


def _kind(kind: str) -> Kind:
    """Return a kind by its word in an address.

    Raises:
        NotFound("web.absent"): there is no such kind.
    """
    if kind not in set(Kind):
        raise NotFound("web.absent")
    return Kind(kind)


@pages.get("/e/<slug>/desk/agreements/texts/<agreement>", policy=DESK)
def text(slug: str, agreement: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a text in both languages, to be changed, with its versions; a kind without one shows where to start."""
    return _text(_kind(agreement))


def _text(kind: Kind, problem: ChallengeError | None = None, *, preview: bool = False) -> Response:
    at = here()
    known = versions(at.session, at.in_edition().id, kind)
    standing = known[0] if known else None
    source = standing or STARTING[kind]
    typed = {name: request.form.get(name, getattr(source, name)) for name in FIELDS}
    return page(
        "agreements/text.html",
        problem.status if problem else 200,
        kind=kind,
        typed=typed,
        standing=standing,
        versions=known,
        preview=preview,
        keeps=bool(request.form.get("keeps")),
        problems=said(problem),
    )


@pages.post("/e/<slug>/desk/agreements/texts/<agreement>/preview", policy=DESK)
def post_preview(slug: str, agreement: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the text as people would read it; nothing is kept."""
    kind = _kind(agreement)
    try:
        parsed(TextForm).words().checked(title_most=TITLE_MOST, body_most=BODY_MOST)
    except ChallengeError as problem:
        return _text(kind, problem)
    return _text(kind, preview=True)


@pages.post("/e/<slug>/desk/agreements/texts/<agreement>", policy=DESK)
def post_text(slug: str, agreement: str) -> Response:
    """Let the text stand in a new version."""
    kind = _kind(agreement)
    try:
        form = parsed(TextForm)
        done = write(actions.publish_text, kind, form.words(), seen=form.seen, keeps=form.keeps)
    except ChallengeError as problem:
        return _text(kind, problem)
    tell("Version %(version)s stands from now on.", version=done["version"])
    return redirect(url_for("agreements_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/agreements/remind", policy=DESK)
def post_reminder(slug: str) -> Response:
    """Remind everybody who owes a signature."""
    done = write(actions.remind)
    tell("%(count)s people were told.", count=done["people"])
    return redirect(url_for("agreements_desk.desk", slug=slug), 303)


def _named(public_id: str) -> Person:
    """Return a student of the edition.

    Raises:
        NotFound("web.absent"): there is none of that name.
    """
    at = here()
    found = person_by_public_id(at.session, at.in_edition().id, public_id)
    if found is None:
        raise NotFound("web.absent")
    return found


@pages.post("/e/<slug>/desk/agreements/aside", policy=DESK)
def post_aside(slug: str) -> Response:
    """Let no reveal wait for somebody, or let it wait again."""
    try:
        form = parsed(AsideForm)
        write(actions.set_aside, _named(form.person).id, form.reason)
    except ChallengeError as problem:
        return _desk(problem)
    tell("Kept.")
    return redirect(url_for("agreements_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/agreements/minor", policy=DESK)
def post_minor(slug: str) -> Response:
    """Say whether somebody is under 18."""
    form = parsed(MinorForm)
    write(actions.mark_minor, _named(form.person).id, is_minor=form.is_minor)
    tell("Kept.")
    return redirect(url_for("agreements_desk.desk", slug=slug), 303)


@pages.get("/e/<slug>/desk/agreements/record", policy=DESK)
def record(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the signatures with their proofs, to be printed; `?team=` of one team."""
    at = here()
    team = request.args.get("team", "")[:8]
    found = proofs(at.session, at.in_edition().id, team=team)
    read = {one.sha256 for one in found}
    texts = [
        (text, locale)
        for text in published_texts(at.session, at.in_edition().id)
        for locale in ("fr", "en")
        if text.hash_in(locale) in read
    ]
    return page("agreements/record.html", proofs=found, texts=texts, team=team)


@pages.get("/e/<slug>/desk/agreements/export", policy=DESK)
def export(slug: str) -> Response:
    """Give every signature with its proofs as CSV, or JSON with `?format=json`; `?format=texts`: what was signed."""
    at = here()
    if request.args.get("format") == "texts":
        texts = published_texts(at.session, at.in_edition().id)
        return download(texts_json(texts), f"agreement-texts-{slug}.json", "application/json")
    found = proofs(at.session, at.in_edition().id)
    if request.args.get("format") == "json":
        return download(proofs_json(found), f"agreements-{slug}.json", "application/json")
    return download(proofs_csv(found), f"agreements-{slug}.csv", "text/csv")
