"""The team's page of help, and the queue for those who help; both for a phone first."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.access import EDITION, OWN
from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import edition_topic, user_topic
from challenge.mentoring import actions
from challenge.mentoring.access import ASK, QUEUE, TEAM, find_helped_team, find_request
from challenge.mentoring.actions import Asked
from challenge.mentoring.forms import AskForm, WordsForm
from challenge.mentoring.hours import hours_of
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.queries import numbers, queue, skills, team_requests, tokens_used
from challenge.mentoring.rules import Kind, levels_of, takes
from challenge.teams.access import find_members_team
from challenge.teams.queries import TeamFace
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import page, said, tell
from challenge.web.shell import Pages

pages = Pages("mentoring", __name__)


@pages.get("/e/<slug>/teams/<code>/help", policy=TEAM, thing=find_helped_team)
def team_help(slug: str, code: str) -> Response:
    """Show a team's requests with their places, and the form to ask."""
    return _team_page(slug, code)


def _team_page(slug: str, code: str, problem: ChallengeError | None = None) -> Response:
    at = here()
    face = at.the(TeamFace)
    is_desk = at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)
    topic = edition_topic(slug, "staff") if is_desk else user_topic(at.actor.public_id)
    shown = {
        "slug": slug,
        "code": code,
        "topic": topic,
        "seq": heads(at.session, [topic])[topic],
        "skills": skills(at.session, face.team.edition_id),
        "typed": request.form.to_dict() if problem else {},
        "errors": said(problem),
    }
    return page("mentoring/team.html", problem.status if problem else 200, **shown, **_team(at, face))


def _team(at: Here, face: TeamFace) -> dict[str, Any]:
    levels = levels_of(at.in_edition().settings)
    return {
        "team": face.team,
        "requests": team_requests(at.session, face.team.id),
        "levels": levels,
        "hours": hours_of(at.session, face.team.edition_id, at.now),
        "tokens_left": max(0, levels.tokens - tokens_used(at.session, face.team.id)),
        "may_ask": ASK.allows(at.actor, OWN if face.is_member else EDITION),
        "now": at.now,
    }


@pages.get("/e/<slug>/teams/<code>/help/list", policy=TEAM, thing=find_helped_team)
def team_list(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show a team's requests alone, for the island."""
    return page("mentoring/_team.html", **_team(here(), here().the(TeamFace)))


@pages.get("/e/<slug>/teams/<code>/help/box", policy=TEAM, thing=find_helped_team)
def team_box(slug: str, code: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show what is open, in short, for the island on the team's page."""
    return page("mentoring/_box.html", **_team(here(), here().the(TeamFace)))


@pages.post("/e/<slug>/teams/<code>/help", policy=ASK, thing=find_members_team)
def post_help(slug: str, code: str) -> Response:
    """Ask for help."""
    team = here().the(TeamFace).team
    try:
        form = parsed(AskForm)
        write(actions.ask_help, team.id, Asked(kind=form.kind, need=form.need, skill=form.skill, tried=form.tried))
    except ChallengeError as problem:
        return _team_page(slug, code, problem)
    tell("You are in the queue. This page says who comes.")
    return redirect(url_for("mentoring.team_help", slug=slug, code=code), 303)


@pages.post("/e/<slug>/help/<request>/withdraw", policy=ASK, thing=find_request)
def post_withdraw(slug: str, request: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take a team's request back."""
    row = here().the(HelpRequest)
    write(actions.withdraw_help, row.id)
    tell("The request is withdrawn.")
    return redirect(url_for("submissions.own", slug=slug) if here().actor.has(Role.STUDENT) else f"/e/{slug}/help", 303)


@pages.get("/e/<slug>/help", policy=QUEUE)
def help_queue(slug: str) -> Response:
    """Show the open requests that the reader may take, the oldest first; `?kind=` narrows, `?beyond=1` to late ones."""
    at = here()
    topic = edition_topic(slug, "staff")
    seq = heads(at.session, [topic])[topic]
    return page("mentoring/queue.html", topic=topic, seq=seq, **_queue(at, slug))


@pages.get("/e/<slug>/help/list", policy=QUEUE)
def queue_list(slug: str) -> Response:
    """Show the queue alone, for the island."""
    return page("mentoring/_queue.html", **_queue(here(), slug))


def _queue(at: Here, slug: str) -> dict[str, Any]:
    kinds = [kind for kind in Kind if kind in takes(at.actor.roles)]
    wanted = request.args.get("kind", "")
    chosen = [kind for kind in kinds if not wanted or kind == wanted] or kinds
    lines = queue(at.session, at.in_edition().id, at.actor, chosen)
    if request.args.get("beyond") == "1":
        lines = [line for line in lines if line.state == "waiting" and line.due_at <= at.now]
    return {
        "slug": slug,
        "lines": lines,
        "kinds": kinds,
        "kind": wanted if wanted in kinds else "",
        "beyond": request.args.get("beyond") == "1",
        "hours": hours_of(at.session, at.in_edition().id, at.now) if Kind.EXPERT in kinds else None,
        "numbers": numbers(at.session, at.in_edition().id, at.now),
        "now": at.now,
        "is_desk": at.actor.has(Role.ORGANISER, Role.ADMINISTRATOR),
    }


def _back(slug: str) -> Response:
    return redirect(url_for("mentoring.help_queue", slug=slug), 303)


def _acted(slug: str, act: Callable[..., dict[str, Any]], done: str, *words: str) -> Response:
    write(act, here().the(HelpRequest).id, *words)
    tell(done)
    return _back(slug)


@pages.post("/e/<slug>/help/<request>/claim", policy=QUEUE, thing=find_request)
def post_claim(slug: str, request: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Say that one comes; the later of two is told who does."""
    return _acted(slug, actions.claim_help, "It is yours: the team sees that you come.")


@pages.post("/e/<slug>/help/<request>/release", policy=QUEUE, thing=find_request)
def post_release(slug: str, request: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Give a request back to the queue."""
    return _acted(slug, actions.release_help, "It waits again, at its old place.")


@pages.post("/e/<slug>/help/<request>/done", policy=QUEUE, thing=find_request)
def post_done(slug: str, request: str) -> Response:  # noqa: ARG001 - the shell has found both
    """End a request with what came of it."""
    return _acted(slug, actions.answer_help, "Done. Thank you.", parsed(WordsForm).words)


@pages.post("/e/<slug>/help/<request>/refuse", policy=QUEUE, thing=find_request)
def post_refuse(slug: str, request: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Refuse a request with a reason."""
    return _acted(slug, actions.refuse_help, "Refused; the team reads your reason.", parsed(WordsForm).words)
