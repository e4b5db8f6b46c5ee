"""A team's own record: what it says, its versions with receipts, and who is reached afterwards."""

from dataclasses import asdict
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.accounts.models import Account
from challenge.disclosure.access import TeamWithin, find_member_within, find_team_within, reads_within
from challenge.kernel.access import EDITION, OWN
from challenge.kernel.errors import ChallengeError
from challenge.outcomes import actions, rules
from challenge.outcomes.access import AGREE, READ, STUDENT, WRITE
from challenge.outcomes.forms import ContactForm, OutcomeForm
from challenge.outcomes.queries import Record, asking, contact_of, is_closed, versions
from challenge.outcomes.rules import Next, Stage
from challenge.teams.queries import own_team, team_face
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("outcomes", __name__)


@pages.get("/e/<slug>/outcome", policy=STUDENT)
def own(slug: str) -> Response:
    """Bring a student to their team's record; to the team's page when there is none, or something to sign first."""
    at = here()
    edition_id = at.in_edition().id
    team = own_team(at.session, edition_id, at.actor.account_id)
    face = team_face(at.session, edition_id, team.code, at.actor) if team else None
    if face is None or not reads_within(at, face.problem):
        return redirect(url_for("submissions.own", slug=slug), 303)
    return redirect(url_for("outcomes.outcome", slug=slug, code=face.team.code), 303)


@pages.get("/e/<slug>/teams/<code>/outcome", policy=READ, thing=find_team_within)
def outcome(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a team's record, and the form while it is taken."""
    return _page()


def _page(problem: ChallengeError | None = None, *, of_contact: bool = False) -> Response:
    at = here()
    writing, edition = at.the(TeamWithin), at.in_edition()
    team = writing.face.team
    found = versions(at.session, team.id)
    asked, closed = asking(at.session, edition.id), is_closed(at.session, edition.id)
    takes = rules.is_open(asked, at.now, closed=closed)
    shown = {
        "team": team,
        "versions": found,
        "asked": asked,
        "closed": closed,
        "is_late": asked is not None and at.now >= asked.due,
        "may_write": takes and WRITE.allows(at.actor, OWN if writing.is_member else EDITION),
        "may_agree": takes and AGREE.allows(at.actor, OWN if writing.is_member else EDITION),
        "contact": contact_of(at.session, team.id),
        "reached_at": _own_address(at),
        "account_id": at.actor.account_id,
        "values": _values(found, typed=problem is not None and not of_contact),
        "stages": [one.value for one in Stage],
        "wishes": [one.value for one in Next],
        "errors": said(problem) if not of_contact else [],
        "contact_errors": said(problem) if of_contact else [],
    }
    return page("outcomes/outcome.html", problem.status if problem else 200, **shown)


def _values(found: list[Record], *, typed: bool) -> dict[str, Any]:
    """Return what stands in the form: what was typed, else the latest version, else nothing."""
    latest = asdict(found[0]) if found else {"made": "", "stage": "", "wishes": (), "lesson": "", "number": 0}
    if not typed:
        return latest
    # The version is the one that stands above now: who was told of it may follow it.
    return latest | request.form.to_dict() | {"wishes": request.form.getlist("wishes")}


def _own_address(at: Here) -> str:
    account = at.session.get(Account, at.actor.account_id)
    return (account.email or "") if account else ""


@pages.post("/e/<slug>/teams/<code>/outcome", policy=WRITE, thing=find_member_within)
def post_outcome(slug: str, code: str) -> Response:
    """Write one version; the answer is a receipt. The later of two members is told, with their words kept."""
    at = here()
    try:
        form = parsed(OutcomeForm)
        team_id = at.the(TeamWithin).face.team.id
        answer = write(actions.write_outcome, team_id, form.said(), seen=form.version, received_at=at.now)
    except ChallengeError as problem:
        return _page(problem)
    tell("Version %(number)s of your record is received. Its receipt is below.", number=answer["number"])
    return redirect(url_for("outcomes.outcome", slug=slug, code=code), 303)


@pages.post("/e/<slug>/teams/<code>/outcome/contact", policy=AGREE, thing=find_member_within)
def post_contact(slug: str, code: str) -> Response:
    """Agree to be reached for the team afterwards."""
    try:
        form = parsed(ContactForm)
        write(actions.agree_to_contact, here().the(TeamWithin).face.team.id, form.address, agrees=form.agrees)
    except ChallengeError as problem:
        return _page(problem, of_contact=True)
    tell("You are your team's contact. You can take it back here at any time.")
    return redirect(url_for("outcomes.outcome", slug=slug, code=code), 303)


@pages.post("/e/<slug>/teams/<code>/outcome/contact/withdraw", policy=AGREE, thing=find_member_within)
def post_withdrawal(slug: str, code: str) -> Response:
    """Take the agreement back, however late it is."""
    write(actions.withdraw_contact, here().the(TeamWithin).face.team.id)
    tell("You are not your team's contact any more. Your address is deleted.")
    return redirect(url_for("outcomes.outcome", slug=slug, code=code), 303)
