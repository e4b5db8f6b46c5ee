"""The page of conflicts of interest at the desk of judging."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging.access import DESK
from challenge.judging.conflicts import conflict_lines
from challenge.judging.declaring import declare_for, lift_conflict
from challenge.judging.forms import ConflictForm
from challenge.judging.queries import jurors
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("judging_conflicts", __name__)


@pages.get("/e/<slug>/desk/judging/conflicts", policy=DESK)
def conflicts(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show who must not judge which team, by whose word; `?juror=` is who is chosen in the form."""
    return _conflicts()


def _conflicts(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    people = [(one.ref, f"{one.ref} {one.name}") for one in jurors(at.session, edition_id)]
    shown = {
        "lines": conflict_lines(at.session, edition_id),
        "people": people,
        "chosen": request.args.get("juror", "")[:20],
        "typed": request.form if problem else {},
        "problems": said(problem),
    }
    return page("judging/conflicts.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/judging/conflicts", policy=DESK)
def post_conflicts(slug: str) -> Response:
    """Declare a conflict of interest, or lift one that the desk declared."""
    try:
        form = parsed(ConflictForm)
        sent = (form.juror, form.team.strip().upper(), form.reason)
        if form.act == "lift":
            lifted = write(lift_conflict, *sent)
            tell("%(juror)s may judge %(team)s again. A visit that somebody else has by now stays with them.", **lifted)
        else:
            done = write(declare_for, *sent)
            tell("%(juror)s is not sent to %(team)s any more.", **done)
            if done["freed"]:
                tell("The visit that was planned waits for somebody else: the itineraries give it away.", "warning")
            if done["marked"]:
                tell("%(juror)s has marked %(team)s already: the sheet stays and counts.", "warning", **done)
    except ChallengeError as problem:
        if problem.status == 404:
            raise
        return _conflicts(problem)
    return redirect(url_for("judging_conflicts.conflicts", slug=slug), 303)
