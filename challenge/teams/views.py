"""What students see of the composition: their wishes before it, and why they are in their team after it."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.people.access import own_person
from challenge.problems.queries import public_problems
from challenge.problems.rules import standing
from challenge.teams import wishes
from challenge.teams.access import STUDENT
from challenge.teams.explaining import discreet, student_story
from challenge.teams.forms import WishesForm
from challenge.teams.queries import confirmed_run, own_team
from challenge.teams.rulebook import standing_rules
from challenge.teams.run_queries import run_view
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("teams", __name__)


@pages.get("/e/<slug>/wishes", policy=STUDENT)
def own_wishes(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show a student's wishes, as long as they can be changed."""
    return _wishes()


def _wishes(problem: ChallengeError | None = None, typed: WishesForm | None = None) -> Response:
    at = here()
    edition_id, person = at.in_edition().id, own_person()
    if person is None:
        return page("people/nobody.html")
    kept = [f"{one.kind}:{one.target}" for one in wishes.wishes_of(at.session, person.id)]
    cards = [card for card in public_problems(at.session, edition_id, standing(at.actor)) if not card.is_masked]
    themes = [(f"theme:{name}", at.say(name)) for name in wishes.offers(at.session, edition_id)["theme"]]
    shown = {
        "chosen": typed.wish if typed else kept,
        "themes": themes,
        "problems": [(f"problem:{card.ref}", f"{card.ref} {card.title}") for card in cards],
        "most": wishes.WISHES_MOST,
        "is_asked": standing_rules(at.session, edition_id).rules.with_wishes,
        "is_closed": confirmed_run(at.session, edition_id) is not None,
        "problem": sentence(at, problem) if problem else None,
    }
    return page("teams/wishes.html", problem.status if problem else 200, **shown)


@pages.post("/e/<slug>/wishes", policy=STUDENT)
def post_wishes(slug: str) -> Response:
    """Keep a student's wishes."""
    form, person = parsed(WishesForm), own_person()
    if person is None:
        return page("people/nobody.html")
    try:
        kept = write(wishes.state_wishes, person.id, form.wanted())
    except ChallengeError as problem:
        return _wishes(problem, form)
    tell("Your wishes are kept. You can change them until the teams are formed.", **kept)
    return redirect(url_for("teams.own_wishes", slug=slug), 303)


@pages.get("/e/<slug>/team/why", policy=STUDENT)
def why(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Tell a student why they are in their team, once its problem is revealed; the reasons name nobody else."""
    at = here()
    edition_id = at.in_edition().id
    person = own_person()
    if person is None:
        return page("people/nobody.html")
    team, run = own_team(at.session, edition_id, at.actor.account_id), confirmed_run(at.session, edition_id)
    if team is None or team.revealed_at is None or run is None or run.input_id is None:
        return page("teams/why.html", team=team, story=None)
    view = run_view(at.session, run)
    known = person.ref in view.effects.seats
    story = discreet(student_story(view.instance, view.effects, person.ref)) if known else None
    return page("teams/why.html", team=team, story=story)
