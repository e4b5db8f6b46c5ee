"""Problems as their partner works on them."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError, NotFound
from challenge.organisations.queries import OrganisationCard, organisations_by_id
from challenge.problems import actions, rules
from challenge.problems.access import PARTNER, PARTNER_OWN, find_problem
from challenge.problems.attaching import files_of
from challenge.problems.calling import call_state
from challenge.problems.drafting import draft_by_public_id, drafts_of
from challenge.problems.forms import ProblemForm, VersionForm
from challenge.problems.models import Problem, ProblemDraft
from challenge.problems.queries import history
from challenge.problems.reviewing import comments_of
from challenge.problems.rules import Decision, Status
from challenge.problems.settings import CallSettings, call_of, check_open
from challenge.problems.sheet import EMPTY, LABELS, own_answers, typed, values_of
from challenge.problems.views import entries
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("problems_partner", __name__)


def own_organisations() -> list[OrganisationCard]:
    """Return the organisations that the actor speaks for, by name."""
    at = here()
    found = organisations_by_id(at.session, at.in_edition().id, at.actor.organisation_ids)
    return sorted(found.values(), key=lambda one: one.folded)


def own_organisation(public_id: str) -> OrganisationCard:
    """Return the one of one's own organisations that an outside name means; "" means the only one.

    Raises:
        NotFound("web.absent"): it is not one's own.
    """
    own = own_organisations()
    found = next((one for one in own if one.public_id == public_id or (len(own) == 1 and not public_id)), None)
    if found is None:
        raise NotFound("web.absent")
    return found


@pages.get("/e/<slug>/partner/problems/new", policy=PARTNER)
def new_problem(slug: str) -> Response:
    """Show the empty form, or `?draft=` as it was kept."""
    at = here()
    name = request.args.get("draft", "")[:16]
    draft = draft_by_public_id(at.session, at.in_edition().id, name) if name else None
    if name and (draft is None or draft.account_id != at.actor.account_id or draft.problem_id is not None):
        raise NotFound("web.absent")
    return _form(f"/e/{slug}/partner/problems", {**EMPTY, **draft.values} if draft else EMPTY, None, draft=draft)


@pages.post("/e/<slug>/partner/problems", policy=PARTNER)
def post_problem(slug: str) -> Response:
    """Post a problem for one of one's own organisations."""
    try:
        at = here()
        edition = at.in_edition()
        check_open(open_now=call_state(at.session, edition.id, edition.settings, at.now).is_open)
        form = parsed(ProblemForm)
        organisation = _spoken_for(form.organisation)
        answer = write(
            actions.submit_problem, organisation.id, form.asked(own_answers(request.form, _call())), draft=form.draft
        )
    except ChallengeError as problem:
        return _form(f"/e/{slug}/partner/problems", typed(request.form, _call()), problem)
    tell("%(ref)s is posted. The organisers read it and answer here.", ref=answer["ref"])
    return redirect(f"/e/{slug}/partner/", 303)


def _spoken_for(public_id: str) -> OrganisationCard:
    """Return the organisation that is meant: the named one of one's own, or the only one."""
    own = own_organisations()
    found = [one for one in own if one.public_id == public_id] or (own if len(own) == 1 and not public_id else [])
    if not found:
        raise NotFound("problems.organisation", "organisation")
    return found[0]


def _form(
    action: str,
    values: dict[str, Any],
    problem: ChallengeError | None,
    row: Problem | None = None,
    draft: ProblemDraft | None = None,
) -> Response:
    at = here()
    if draft is None and problem is not None:
        draft = _draft_behind(request.form.get("draft", "")[:16])
    own = own_organisations()
    return page(
        "problems/form.html",
        problem.status if problem else 200,
        action=action,
        values=values,
        row=row,
        organisations=own,
        organisation_options=[(one.public_id, one.name) for one in own],
        themes=[(theme, at.say(theme)) for theme in rules.THEMES],
        wrong={one["place"]: one["sentence"] for one in findings(problem)} if problem else {},
        problem=sentence(at, problem) if problem else None,
        has_files=bool(row),
        draft=draft,
        own_fields=_call().own_fields,
    )


def _call() -> CallSettings:
    return call_of(here().in_edition().settings)


def _draft_behind(name: str) -> ProblemDraft | None:
    """Return one's own draft behind a form that was refused, so that the next try still takes it away."""
    at = here()
    found = draft_by_public_id(at.session, at.in_edition().id, name) if name else None
    return found if found and found.account_id == at.actor.account_id else None


@pages.get("/e/<slug>/partner/problems/<problem>", policy=PARTNER_OWN, thing=find_problem)
def own_problem(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one's own problem with its history, and the form while it may be changed."""
    at = here()
    row = at.the(Problem)
    steps = history(at.session, row.id)
    return page(
        "problems/own.html",
        problem=row,
        entries=entries(steps),
        said=steps[0].reason if steps else "",
        theme=at.say(row.theme) if row.theme else "",
        can_revise=rules.can_revise(row.stands) and row.organisation_id in at.actor.contact_ids,
        can_withdraw=rules.can_withdraw(row.stands),
        files=files_of(at.session, row.id),
        comments=comments_of(at.session, row.id),
        fields=[(name, at.say(label)) for name, label in LABELS.items()],
        call=_call(),
        lacks_backup=_lacks_backup(row),
    )


def _lacks_backup(row: Problem) -> bool:
    """True when a problem cannot be confirmed as it stands, for want of a second contact."""
    try:
        contacts = {"contact": row.contact_email, "backup": row.backup_email}
        rules.check_confirmable(Decision.CONFIRM, of_partner=True, **contacts)
    except ChallengeError:
        return row.stands is not Status.CONFIRMED
    return False


@pages.get("/e/<slug>/partner/problems/<problem>/edit", policy=PARTNER_OWN, thing=find_problem)
def edit_problem(slug: str, problem: str) -> Response:
    """Show the form with what was said last, or with the draft of it that was kept since."""
    at = here()
    row = at.the(Problem)
    drafts = drafts_of(at.session, at.in_edition().id, at.actor.account_id)
    draft = next((one for one in drafts if one.problem_id == row.id), None)
    values = {**values_of(row), **draft.values} if draft else values_of(row)
    return _form(f"/e/{slug}/partner/problems/{problem}", values, None, row, draft)


@pages.post("/e/<slug>/partner/problems/<problem>", policy=PARTNER_OWN, thing=find_problem)
def post_revision(slug: str, problem: str) -> Response:
    """Change one's own problem; one that was given back is submitted again."""
    row = here().the(Problem)
    try:
        form = parsed(ProblemForm)
        write(
            actions.revise_problem,
            row.id,
            form.asked(own_answers(request.form, _call())),
            version=form.version,
            draft=form.draft,
        )
    except ChallengeError as refused:
        return _form(f"/e/{slug}/partner/problems/{problem}", typed(request.form, _call()), refused, row)
    tell("%(ref)s is changed and with the organisers.", ref=row.ref)
    return redirect(url_for("problems_partner.own_problem", slug=slug, problem=problem), 303)


@pages.post("/e/<slug>/partner/problems/<problem>/withdraw", policy=PARTNER_OWN, thing=find_problem)
def post_withdrawal(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take one's own problem back."""
    row = here().the(Problem)
    write(actions.withdraw_problem, row.id, version=parsed(VersionForm).version)
    tell("%(ref)s is withdrawn.", ref=row.ref)
    return redirect(f"/e/{slug}/partner/", 303)
