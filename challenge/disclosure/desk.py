"""Who saw what, for partners and organisers; and what each level needs, for organisers."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.disclosure.access import DESK
from challenge.disclosure.actions import rule_disclosure
from challenge.disclosure.forms import RulingForm
from challenge.disclosure.rules import Need, ruling_of
from challenge.kernel.errors import ChallengeError
from challenge.problems.access import DESK as PROBLEMS_DESK
from challenge.problems.access import PARTNER_OWN, find_for_desk, find_problem
from challenge.problems.models import Problem
from challenge.problems.openings import seen_csv, who_saw_what
from challenge.schedule.queries import lines
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import download, page, said, tell
from challenge.web.shell import Pages

pages = Pages("disclosure_desk", __name__)


@pages.get("/e/<slug>/partner/problems/<problem>/openings", policy=PARTNER_OWN, thing=find_problem)
def own_openings(slug: str, problem: str) -> Response:
    """Show a partner who opened what of their problem; `?format=csv` gives the file."""
    return _openings(f"/e/{slug}/partner/problems/{problem}")


@pages.get("/e/<slug>/desk/problems/<problem>/openings", policy=PROBLEMS_DESK, thing=find_for_desk)
def openings(slug: str, problem: str) -> Response:
    """Show organisers who opened what of a problem; `?format=csv` gives the file."""
    return _openings(f"/e/{slug}/desk/problems/{problem}")


def _openings(back: str) -> Response:
    at = here()
    row = at.the(Problem)
    found = who_saw_what(at.session, row.id)
    if request.args.get("format") == "csv":
        return download(seen_csv(found), f"openings-{row.ref}.csv", "text/csv")
    return page("disclosure/openings.html", problem=row, seen=found, people=len({one.code for one in found}), back=back)


@pages.get("/e/<slug>/desk/disclosure", policy=DESK)
def ruling(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what each level needs."""
    return _ruling()


def _ruling(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition = at.in_edition()
    shown = {
        "ruling": ruling_of(edition.settings),
        "needs": list(Need),
        "moments": [("", at.say("No moment")), *((m.code, m.title(at.locale)) for m in lines(at.session, edition.id))],
    }
    return page("disclosure/rules.html", problem.status if problem else 200, problems=said(problem), **shown)


@pages.post("/e/<slug>/desk/disclosure", policy=DESK)
def post_ruling(slug: str) -> Response:
    """Keep what each level needs."""
    try:
        form = parsed(RulingForm)
        write(rule_disclosure, form.need, form.milestone)
    except ChallengeError as problem:
        return _ruling(problem)
    tell("Kept.")
    return redirect(url_for("disclosure_desk.ruling", slug=slug), 303)
