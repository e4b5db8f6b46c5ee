"""Problems that are like one: while a partner writes, and while an organiser reviews."""

from pydantic import Field
from werkzeug.wrappers import Response

from challenge.kernel.actor import Role
from challenge.problems.access import DESK, PARTNER, find_for_desk
from challenge.problems.likeness import alike
from challenge.problems.models import Problem
from challenge.problems.queries import problem_by_public_id
from challenge.problems.rules import standing
from challenge.web.context import here
from challenge.web.forms import Form, parsed
from challenge.web.render import page
from challenge.web.shell import Pages

pages = Pages("problems_alike", __name__)


class SaidForm(Form):
    """What is being written, and the problem that it changes, if any."""

    said: str = Field(default="", max_length=30_000)
    problem: str = Field(default="", max_length=16)


@pages.post("/e/<slug>/partner/similar", policy=PARTNER)
def post_similar(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what was tried already; nothing is stored, and no address bears what is being written."""
    at = here()
    form = parsed(SaidForm)
    edition_id = at.in_edition().id
    own = problem_by_public_id(at.session, edition_id, form.problem) if form.problem else None
    is_own = own is not None and own.organisation_id in at.actor.organisation_ids
    found = alike(at.session, edition_id, form.said, standing(at.actor), but=own.id if own and is_own else 0)
    return page("problems/_alike.html", found=found, partner=True)


@pages.get("/e/<slug>/desk/problems/<problem>/similar", policy=DESK, thing=find_for_desk)
def similar(slug: str, problem: str) -> Response:
    """Show organisers what is like a problem, in this edition and those before."""
    at = here()
    row = at.the(Problem)
    said = " ".join([row.title, row.teaser, row.summary, str(row.details.get("question", ""))])
    everywhere = at.actor.has(Role.ADMINISTRATOR)
    found = alike(at.session, row.edition_id, said, standing(at.actor), but=row.id, everywhere=everywhere)
    back = f"/e/{slug}/desk/problems/{problem}"
    return page("problems/alike.html", problem=row, found=found, back=back, partner=False)
