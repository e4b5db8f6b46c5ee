"""Which organisations must see nothing of each other, and which may be one and the same."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import ORGANISERS
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.kernel.text import fold
from challenge.organisations import actions, merging
from challenge.organisations.access import find_merge, find_organisation
from challenge.organisations.forms import GroupForm, MergeForm
from challenge.organisations.likeness import Named, likely_pairs
from challenge.organisations.models import OrganisationMerge
from challenge.organisations.queries import (
    OrganisationCard,
    merges_of,
    organisation_by_public_id,
    organisations_of,
)
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("rivals", __name__)

WHY = {
    "name": "the same name",
    "website": "the same website",
    "acronym": "an acronym",
    "spelling": "a similar spelling",
}


@pages.get("/e/<slug>/desk/rivals", policy=ORGANISERS)
def rivals(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the conflict groups with their members."""
    return _rivals(None)


def _rivals(problem: ChallengeError | None) -> Response:
    at = here()
    everybody = organisations_of(at.session, at.in_edition().id)
    groups: dict[str, list[OrganisationCard]] = {}
    for one in everybody:
        if one.conflict_group:
            groups.setdefault(one.conflict_group, []).append(one)
    return page(
        "organisations/rivals.html",
        problem.status if problem else 200,
        groups=sorted(groups.items(), key=lambda item: fold(item[0])),
        everybody=[(one.public_id, one.name) for one in everybody],
        problems=said(problem),
    )


@pages.post("/e/<slug>/desk/rivals", policy=ORGANISERS)
def post_group(slug: str) -> Response:
    """Put an organisation into a conflict group, or take it out."""
    try:
        form = parsed(GroupForm)
        write(actions.set_group, _named(form.organisation).id, form.group)
    except ChallengeError as problem:
        return _rivals(problem)
    tell("Kept. Nothing that was composed before is changed by it.")
    return redirect(url_for("rivals.rivals", slug=slug), 303)


def _named(public_id: str) -> OrganisationCard:
    at = here()
    found = organisation_by_public_id(at.session, at.in_edition().id, public_id)
    if found is None:
        raise NotFound("web.absent")
    return found


@pages.get("/e/<slug>/desk/duplicates", policy=ORGANISERS)
def duplicates(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show which organisations may be one, and what was merged."""
    at = here()
    everybody = organisations_of(at.session, at.in_edition().id)
    by_id = {one.id: one for one in everybody}
    found = likely_pairs(Named(one.id, one.name, one.acronym, one.website) for one in everybody)
    return page(
        "organisations/duplicates.html",
        pairs=[(by_id[one.left], by_id[one.right], at.say(WHY[one.why])) for one in found],
        merges=merges_of(at.session, at.in_edition().id),
    )


@pages.get("/e/<slug>/desk/organisations/<organisation>/merge", policy=ORGANISERS, thing=find_organisation)
def merge(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Say what taking `?gone=` into this organisation would move; without it, ask which one."""
    return _merge(request.args.get("gone", "")[:16], None)


def _merge(gone: str, problem: ChallengeError | None) -> Response:
    at = here()
    kept = at.the(OrganisationCard)
    if not gone:
        others = organisations_of(at.session, at.in_edition().id)
        return page("organisations/merge.html", kept=kept, gone=None, problems=[], others=others)
    other = _named(gone)
    found = merging.preview(at.session, at.in_edition().id, kept.id, other.id)
    status = problem.status if problem else 200
    return page("organisations/merge.html", status, kept=kept, gone=other, found=found, problems=said(problem))


@pages.post("/e/<slug>/desk/organisations/<organisation>/merge", policy=ORGANISERS, thing=find_organisation)
def post_merge(slug: str, organisation: str) -> Response:  # noqa: ARG001 - the loader found it
    """Make two organisations one."""
    form = parsed(MergeForm)
    gone = _named(form.gone)
    try:
        answer = write(merging.merge_organisations, here().the(OrganisationCard).id, gone.id)
    except ChallengeError as problem:
        here().session.rollback()
        return _merge(form.gone, problem)
    tell("%(gone)s is one with %(kept)s. You can undo it here.", gone=answer["gone"], kept=answer["kept"])
    return redirect(url_for("rivals.duplicates", slug=slug), 303)


@pages.post("/e/<slug>/desk/merges/<merge>/undo", policy=ORGANISERS, thing=find_merge)
def post_undo(slug: str, merge: str) -> Response:  # noqa: ARG001 - the loader found it
    """Make one organisation two again."""
    answer = write(merging.undo_merge, here().the(OrganisationMerge).id)
    tell("%(gone)s and %(kept)s are two again.", gone=answer["gone"], kept=answer["kept"])
    return redirect(url_for("rivals.duplicates", slug=slug), 303)
