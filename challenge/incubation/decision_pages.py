"""A partner's decisions, one team's with its versions, and what the team may know of it."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.disclosure.access import TeamWithin, find_team_within
from challenge.incubation import deciding as acts
from challenge.incubation import rules
from challenge.incubation.access import DECIDE, LEARN, MARK, TELL
from challenge.incubation.decisions import Decided, asked_teams, deciding, members, told_to, versions
from challenge.incubation.forms import DecisionForm, TellingForm
from challenge.incubation.own_teams import find_own_team
from challenge.incubation.queries import own_mark, shared_records
from challenge.kernel.access import OWN
from challenge.kernel.errors import ChallengeError
from challenge.organisations.models import Organisation
from challenge.outcomes.rules import Next
from challenge.teams.queries import TeamFace
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("decisions", __name__)


@pages.get("/e/<slug>/partner/decisions", policy=MARK)
def own(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the teams on one's own organisations' problems with what was decided about each."""
    at = here()
    edition_id = at.in_edition().id
    return page(
        "incubation/decisions.html",
        rows=asked_teams(at.session, edition_id, at.actor.organisation_ids),
        asked=deciding(at.session, edition_id),
        now=at.now,
    )


@pages.get("/e/<slug>/decisions/<code>", policy=DECIDE, thing=find_own_team)
def decision(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what was decided about one team's project, and the form once partners are asked."""
    return _page()


def _page(problem: ChallengeError | None = None, *, of_telling: bool = False) -> Response:
    at = here()
    face, edition = at.the(TeamFace), at.in_edition()
    found = versions(at.session, face.team.id)
    asked = deciding(at.session, edition.id)
    owner_id = face.problem.organisation_id
    speaks = owner_id in at.actor.organisation_ids
    organisation = at.session.get(Organisation, owner_id) if owner_id else None
    typed = problem is not None and not of_telling
    shown = {
        "team": face.team,
        "title": face.problem.title,
        "organisation": organisation.name if organisation else "",
        "versions": found,
        "told": next((one for one in found if one.told_at is not None), None),
        "asked": asked,
        "is_open": rules.is_deciding(asked, at.now),
        "is_late": asked is not None and at.now >= asked.due,
        "may_decide": not speaks or owner_id in at.actor.contact_ids,
        "may_tell": TELL.allows(at.actor, OWN) and owner_id in at.actor.contact_ids,
        "speaks": speaks,
        "people": len(members(at.session, face.team.id)),
        "record": shared_records(at.session, edition.id, [face.team.id]).get(face.team.id),
        "choices": [one.value for one in Next],
        "values": _values(found, own_mark(at.session, face.team.id, owner_id), typed=typed),
        "errors": said(problem) if not of_telling else [],
        "telling_errors": said(problem) if of_telling else [],
        "words": request.form.get("words", "") if of_telling else "",
    }
    return page("incubation/decision.html", problem.status if problem else 200, **shown)


def _values(found: list[Decided], marked: str, *, typed: bool) -> dict[str, Any]:
    """Return what stands in the form: what was typed, else the latest version, else what was marked before."""
    last = found[0] if found else None
    latest = {"choice": last.choice, "note": last.note} if last else {"choice": marked, "note": ""}
    # The version is the one that stands beside it now: who was told of it may follow it.
    return {**latest, **(request.form.to_dict() if typed else {}), "number": last.number if last else 0}


@pages.post("/e/<slug>/decisions/<code>", policy=DECIDE, thing=find_own_team)
def post_decision(slug: str, code: str) -> Response:
    """Decide, or decide anew; the later of two is told, with their words kept."""
    at = here()
    try:
        form = parsed(DecisionForm)
        team_id = at.the(TeamFace).team.id
        write(acts.decide, team_id, form.choice, note=form.note, seen=form.version, received_at=at.now)
    except ChallengeError as problem:
        return _page(problem)
    tell("Your decision is kept. The team does not know it until you tell it.")
    return redirect(url_for("decisions.decision", slug=slug, code=code), 303)


@pages.post("/e/<slug>/decisions/<code>/tell", policy=TELL, thing=find_own_team)
def post_telling(slug: str, code: str) -> Response:
    """Let the team know the latest decision."""
    try:
        form = parsed(TellingForm)
        write(acts.tell_team, here().the(TeamFace).team.id, form.words, seen=form.version)
    except ChallengeError as problem:
        return _page(problem, of_telling=True)
    tell("The team is told.")
    return redirect(url_for("decisions.decision", slug=slug, code=code), 303)


@pages.get("/e/<slug>/teams/<code>/decision", policy=LEARN, thing=find_team_within)
def learned(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a team what its partner told it, and nothing else of what the partner decided."""
    at = here()
    face = at.the(TeamWithin).face
    owner_id = face.problem.organisation_id
    organisation = at.session.get(Organisation, owner_id) if owner_id else None
    return page(
        "incubation/learned.html",
        team=face.team,
        organisation=organisation.name if organisation else "",
        told=told_to(at.session, face.team.id),
    )
