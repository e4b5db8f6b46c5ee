"""The one page of a partner, its islands, the three moments, and all that one's organisation has."""

from importlib import import_module
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.incubation.decisions import deciding
from challenge.incubation.own_teams import find_own_team
from challenge.incubation.rules import is_deciding
from challenge.kernel.errors import ChallengeError, NotFound
from challenge.live.feed import heads
from challenge.live.topics import user_topic
from challenge.partners.access import OWN_TEAM, PARTNER
from challenge.partners.actions import confirm_slot
from challenge.partners.exports import own_archive
from challenge.partners.forms import SlotForm
from challenge.partners.queries import OwnProblem, counts, expected, moments_ahead, own_problems, own_teams
from challenge.partners.rules import slots_of
from challenge.problems.access import PARTNER_OWN, find_problem
from challenge.problems.drafting import drafts_of
from challenge.problems.models import Problem
from challenge.problems.partner import own_organisations
from challenge.submissions.queries import received_codes
from challenge.teams.queries import TeamFace
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.guard import own_address
from challenge.web.render import attachment, download, page, said, tell
from challenge.web.shell import Pages

pages = Pages("partners", __name__)

CALENDARS = "challenge.partners.calendars"
"""Its library is loaded with the first calendar that somebody asks for: a start waits for it otherwise."""

MOMENT_TITLES = {
    "launch": "Launch of the teams",
    "midway": "Visit at half-time",
    "final": "Final presentation",
}


@pages.get("/e/<slug>/partner/", policy=PARTNER)
def workspace(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what is expected and when, own problems, three moments and own teams."""
    return _workspace()


def _workspace(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition = at.in_edition()
    topic = user_topic(at.actor.public_id)
    own = at.actor.organisation_ids
    problems = own_problems(at.session, edition.id, own)
    return page(
        "partners/workspace.html",
        problem.status if problem else 200,
        topic=topic,
        seq=heads(at.session, [topic])[topic],
        organisations=own_organisations(),
        problems=problems,
        drafts=drafts_of(at.session, edition.id, at.actor.account_id),
        names={one.row.id: one.row.public_id for one in problems},
        teams=own_teams(at.session, edition.id, own),
        ahead=moments_ahead(at.session, edition.id, at.now),
        zone=edition.time_zone,
        is_contact=bool(at.actor.contact_ids) or not own,
        errors=said(problem),
        **_expected(at, problems),
    )


def _expected(at: Here, problems: list[OwnProblem]) -> dict[str, Any]:
    edition = at.in_edition()
    waiting = counts(at.session, edition.id, at.actor.account_id, at.actor.organisation_ids)
    asked = deciding(at.session, edition.id)
    return {
        "duties": expected(problems, waiting, asked, at.now, edition.time_zone),
        "waiting": waiting,
        "is_deciding": is_deciding(asked, at.now),
        "now": at.now,
    }


@pages.get("/e/<slug>/partner/expected", policy=PARTNER)
def duties(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what is expected alone, for the island."""
    at = here()
    return page(
        "partners/_expected.html",
        **_expected(at, own_problems(at.session, at.in_edition().id, at.actor.organisation_ids)),
    )


@pages.get("/e/<slug>/partner/teams/<code>", policy=OWN_TEAM, thing=find_own_team)
def progress(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what one of one's own teams handed in, for the island."""
    at = here()
    team = at.the(TeamFace).team
    handed = received_codes(at.session, team.edition_id, [team.id]).get(team.id, {})
    return page("partners/_progress.html", handed=handed)


def _moment(name: str) -> str:
    if name not in MOMENT_TITLES:
        raise NotFound("web.absent")
    return name


@pages.get("/e/<slug>/partner/problems/<problem>/slots/<moment>.ics", policy=PARTNER_OWN, thing=find_problem)
def slot_file(slug: str, problem: str, moment: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Give one of the three moments as a calendar file."""
    at = here()
    row = at.the(Problem)
    slot = next((one for one in slots_of(row.details) if one.moment == _moment(moment)), None)
    if slot is None:
        raise NotFound("web.absent")
    title = f"{row.ref} {at.say(MOMENT_TITLES[moment])}"
    slot_calendar = import_module(CALENDARS).slot_calendar
    body = slot_calendar(row, slot, title, at.in_edition().time_zone, f"{own_address(at)}/e/{slug}/partner/")
    answer = download(body, f"{row.public_id}-{moment}.ics", "text/calendar; charset=utf-8")
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


@pages.post("/e/<slug>/partner/problems/<problem>/slots/<moment>", policy=PARTNER_OWN, thing=find_problem)
def post_slot(slug: str, problem: str, moment: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Say that one will be there."""
    try:
        write(confirm_slot, here().the(Problem).id, _moment(moment), parsed(SlotForm).slot)
    except ChallengeError as refused:
        return _workspace(refused)
    tell("Thank you. The calendar file beside it puts it into your own.")
    return redirect(url_for("partners.workspace", slug=slug) + "#moments", 303)


@pages.get("/e/<slug>/partner/export.zip", policy=PARTNER)
def export(slug: str) -> Response:
    """Give all that one's own organisations have in this edition, as an archive of JSON, CSV and files."""
    at = here()
    made = own_archive(at.session, at.in_edition().id, at.actor.organisation_ids, at.house.files)
    answer = attachment(made, f"partner-{slug}.zip", "application/zip")
    # Of the moment of the request, and nothing that a cache should go by.
    del answer.headers["Date"], answer.headers["Expires"]
    return answer
