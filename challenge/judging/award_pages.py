"""Awards as the desk prepares them."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.judging import awards
from challenge.judging.access import DESK, find_award
from challenge.judging.coverage import reveal_line
from challenge.judging.forms import AwardForm
from challenge.judging.models import Award
from challenge.judging.rules.reveal import Step
from challenge.kernel.errors import ChallengeError
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import findings, page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("judging_awards", __name__)


@pages.get("/e/<slug>/desk/judging/awards", policy=DESK)
def award_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the awards and who gets them."""
    return _awards()


def _awards(problem: ChallengeError | None = None, at_award: str = "") -> Response:
    at = here()
    edition_id = at.in_edition().id
    reveal = reveal_line(at.session, edition_id)
    shown = {
        "awards": awards.award_lines(at.session, edition_id),
        "is_public": reveal is not None and reveal.public_at is not None and reveal.step == Step.ALL,
        "typed": request.form if problem else {},
        "at_award": at_award,
        "errors": {found["place"]: found["sentence"] for found in findings(problem)} if problem else {},
        "problem": sentence(at, problem) if problem else None,
    }
    return page("judging/awards.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/desk/judging/awards", policy=DESK)
def post_new(slug: str) -> Response:
    """Add an award."""
    try:
        write(awards.add_award, _text(parsed(AwardForm)))
    except ChallengeError as problem:
        return _awards(problem)
    return _done(slug, "The award is added.")


@pages.post("/e/<slug>/desk/judging/awards/<award>", policy=DESK, thing=find_award)
def post_award(slug: str, award: str) -> Response:
    """Change an award, or take it away."""
    held = here().the(Award)
    try:
        form = parsed(AwardForm)
        if form.act == "drop":
            write(awards.drop_award, held.id, form.version)
        else:
            write(awards.change_award, held.id, _text(form), form.version)
    except ChallengeError as problem:
        return _awards(problem, award)
    return _done(slug, "The award is taken away." if form.act == "drop" else "The award is changed.")


def _text(form: AwardForm) -> awards.AwardText:
    return awards.AwardText(form.name_en, form.name_fr, form.giver, form.why, form.team)


def _done(slug: str, said: str) -> Response:
    tell(said)
    return redirect(url_for("judging_awards.award_list", slug=slug), 303)
