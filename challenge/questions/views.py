"""A team's page of questions, and the answers on a problem for all its teams."""

from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.disclosure.access import TeamWithin, find_member_within, find_team_within
from challenge.kernel.access import EDITION, OWN
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import user_topic
from challenge.problems.models import Problem
from challenge.questions import actions
from challenge.questions.access import ASK, READ, TEAM, find_question, find_read
from challenge.questions.forms import AskForm, SaidForm
from challenge.questions.models import Question
from challenge.questions.queries import alike, answers_of, contact_is_open, team_questions
from challenge.questions.rules import promise_of
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("questions", __name__)


@pages.get("/e/<slug>/teams/<code>/questions", policy=TEAM, thing=find_team_within)
def team_page(slug: str, code: str) -> Response:
    """Show a team's questions, every answer on its problem, and the form to ask."""
    return _team_page(slug, code)


def _team_page(slug: str, code: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    topic = user_topic(at.actor.public_id)
    shown = {
        "slug": slug,
        "code": code,
        "topic": topic,
        "seq": heads(at.session, [topic])[topic],
        "typed": request.form.get("question", "") if problem else "",
        "errors": said(problem),
    }
    return page("questions/team.html", problem.status if problem else 200, **shown, **_team(at))


def _team(at: Here) -> dict[str, Any]:
    asking, edition = at.the(TeamWithin), at.in_edition()
    team, problem, promise = asking.face.team, asking.face.problem, promise_of(edition.settings)
    asks = ASK.allows(at.actor, OWN if asking.is_member else EDITION) and team.revealed_at is not None
    return {
        "team": team,
        "ref": problem.ref,
        "questions": team_questions(at.session, team, promise, edition.time_zone),
        "promise": promise,
        "contact": _contact(problem) if contact_is_open(at.session, problem.id) else None,
        "may_ask": asks,
        "now": at.now,
    }


def _contact(problem: Problem) -> dict[str, str]:
    said_of = problem.contacts or {}
    return {"name": said_of.get("name", ""), "phone": said_of.get("phone", ""), "email": problem.contact_email}


@pages.get("/e/<slug>/teams/<code>/questions/list", policy=TEAM, thing=find_team_within)
def team_list(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a team's questions and answers alone, for the island."""
    return page("questions/_team.html", **_team(here()))


@pages.get("/e/<slug>/teams/<code>/questions/box", policy=TEAM, thing=find_team_within)
def team_box(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show how many answers there are and what waits, for the island on the team's page."""
    return page("questions/_box.html", **_team(here()))


@pages.post("/e/<slug>/teams/<code>/questions/similar", policy=ASK, thing=find_member_within)
def post_similar(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show answered questions like the one that is being written; nothing is stored, no address bears the words."""
    at = here()
    found = alike(at.session, at.the(TeamWithin).face.problem.id, parsed(SaidForm).said)
    return page("questions/_alike.html", found=found)


@pages.post("/e/<slug>/teams/<code>/questions", policy=ASK, thing=find_member_within)
def post_question(slug: str, code: str) -> Response:
    """Ask the partner, by way of the organisers."""
    try:
        write(actions.ask_question, here().the(TeamWithin).face.team.id, parsed(AskForm).question)
    except ChallengeError as problem:
        return _team_page(slug, code, problem)
    tell("The organisers have your question. The answer comes to this page.")
    return redirect(url_for("questions.team_page", slug=slug, code=code), 303)


@pages.post("/e/<slug>/questions/<question>/withdraw", policy=ASK, thing=find_question)
def post_withdrawal(slug: str, question: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take a team's question back."""
    write(actions.withdraw_question, here().the(Question).id)
    tell("The question is withdrawn.")
    return redirect(url_for("submissions.own", slug=slug), 303)


@pages.get("/e/<slug>/problems/<problem>/answers", policy=READ, thing=find_read)
def answers(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show the answers on a problem alone, for the island on its page."""
    at = here()
    return page("questions/_answers.html", answered=answers_of(at.session, at.the(Problem).id))
