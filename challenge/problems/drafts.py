"""Drafts that keep themselves, what students will see, and what differs between versions."""

from itertools import pairwise
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import NotFound
from challenge.problems import drafting
from challenge.problems.access import DESK, DRAFT, PARTNER, PARTNER_OWN, find_draft, find_for_desk, find_problem
from challenge.problems.forms import DraftForm
from challenge.problems.models import Problem, ProblemDraft
from challenge.problems.queries import problem_by_public_id
from challenge.problems.rules import Confidentiality, Reading, Standing, Status, reading
from challenge.problems.settings import CallSettings, call_of
from challenge.problems.sheet import LABELS, sketch, typed
from challenge.problems.views import told
from challenge.problems.wording import changed_fields
from challenge.web.api import answer as as_json
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, tell, wants_json, when
from challenge.web.shell import Pages

pages = Pages("problems_drafts", __name__)

READERS = {"student": Standing(is_member=True), "public": Standing(), "team": None}
"""Whose eyes a preview takes; a team of the problem reads all that is shown at all."""


@pages.post("/e/<slug>/partner/drafts", policy=PARTNER)
def post_new_draft(slug: str) -> Response:
    """Keep what was typed for the first time; by script the answer is JSON."""
    form = parsed(DraftForm)
    changed = _own_problem(form.problem) if form.problem else None
    kept = write(
        drafting.keep_draft, None, typed(request.form, _call()), version=0, problem_id=changed.id if changed else None
    )
    return _kept(slug, kept, changed)


def _call() -> CallSettings:
    return call_of(here().in_edition().settings)


def _own_problem(public_id: str) -> Problem:
    """Return the problem of one's own organisation that a draft changes.

    Raises:
        NotFound("web.absent"): absent or another's.
    """
    at = here()
    row = problem_by_public_id(at.session, at.in_edition().id, public_id)
    if row is None or row.organisation_id not in at.actor.organisation_ids:
        raise NotFound("web.absent")
    return row


@pages.post("/e/<slug>/partner/drafts/<draft>", policy=DRAFT, thing=find_draft)
def post_draft(slug: str, draft: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Keep what was typed since; a draft that was kept from another page is not overwritten."""
    at = here()
    row, form = at.the(ProblemDraft), parsed(DraftForm)
    kept = write(drafting.keep_draft, row.id, typed(request.form, _call()), version=form.draft_version)
    return _kept(slug, kept, at.session.get(Problem, row.problem_id) if row.problem_id else None)


def _kept(slug: str, kept: dict[str, Any], changed: Problem | None) -> Response:
    at = here()
    if wants_json():
        return as_json({**kept, "at": when(at.now, "HH:mm")})
    tell("Kept as a draft. Nobody else reads it until you send it.")
    if changed is not None:
        return redirect(url_for("problems_partner.edit_problem", slug=slug, problem=changed.public_id), 303)
    return redirect(url_for("problems_partner.new_problem", slug=slug, draft=kept["draft"]), 303)


@pages.post("/e/<slug>/partner/drafts/<draft>/drop", policy=DRAFT, thing=find_draft)
def post_drop(slug: str, draft: str) -> Response:
    """Throw a draft away."""
    write(drafting.drop_draft, draft)
    tell("The draft is thrown away.")
    return redirect(f"/e/{slug}/partner/", 303)


@pages.get("/e/<slug>/partner/drafts/<draft>/preview", policy=DRAFT, thing=find_draft)
def preview_draft(slug: str, draft: str) -> Response:
    """Show a draft as students, everybody or its teams will see it: `?as=student`, `public`, `team`."""
    at = here()
    row = at.the(ProblemDraft)
    own = sorted(at.actor.organisation_ids)
    behind = at.session.get(Problem, row.problem_id) if row.problem_id else None
    sketched = sketch(row.values, behind.organisation_id if behind else own[0] if len(own) == 1 else None)
    base = f"/e/{slug}/partner/drafts/{draft}/preview"
    back = f"/e/{slug}/partner/problems/" + (f"{behind.public_id}/edit" if behind else f"new?draft={draft}")
    return _preview(sketched, base, back)


@pages.get("/e/<slug>/partner/problems/<problem>/preview", policy=PARTNER_OWN, thing=find_problem)
def preview_problem(slug: str, problem: str) -> Response:
    """Show one's own problem as others will see it once it is confirmed: `?as=student`, `public`, `team`."""
    path = f"/e/{slug}/partner/problems/{problem}"
    return _preview(here().the(Problem), f"{path}/preview", path)


def _preview(row: Problem, base: str, back: str) -> Response:
    chosen = request.args.get("as", "student")
    who = READERS.get(chosen, READERS["student"])
    level = Reading.FULL
    if who is not None:
        level = reading(Status.CONFIRMED, Confidentiality(row.confidentiality), row.organisation_id, who)
    shown = told(row, level)
    return page("problems/problem.html", **shown, preview={"base": base, "back": back, "as": chosen})


@pages.get("/e/<slug>/partner/problems/<problem>/versions", policy=PARTNER_OWN, thing=find_problem)
def own_versions(slug: str, problem: str) -> Response:
    """Show a partner what changed from version to version."""
    return _versions(here().the(Problem), f"/e/{slug}/partner/problems/{problem}")


@pages.get("/e/<slug>/desk/problems/<problem>/versions", policy=DESK, thing=find_for_desk)
def desk_versions(slug: str, problem: str) -> Response:
    """Show organisers what changed from version to version."""
    return _versions(here().the(Problem), f"/e/{slug}/desk/problems/{problem}")


def _versions(row: Problem, back: str) -> Response:
    at = here()
    found = drafting.versions_of(at.session, row.id)
    steps = [
        {
            "number": new.number,
            "who": who,
            "at": new.at,
            "changes": [(_label(one.field), one.pieces) for one in changed_fields(old.said, new.said)],
        }
        for (new, who), (old, _) in pairwise(found)
    ]
    return page("problems/versions.html", problem=row, steps=steps, first=found[-1] if found else None, back=back)


def _label(field: str) -> str:
    return here().say(LABELS.get(field, field.removeprefix("x_")))
