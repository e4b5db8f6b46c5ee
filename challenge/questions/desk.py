"""Questions as organisers pass them on, and as a partner answers them."""

from collections.abc import Callable
from typing import Any

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.live.feed import heads
from challenge.live.topics import user_topic
from challenge.problems.access import find_for_desk
from challenge.problems.models import Problem
from challenge.questions import actions
from challenge.questions.access import ANSWER, DESK, PARTNER, find_question
from challenge.questions.exports import questions_csv
from challenge.questions.forms import AnswerForm, ContactForm, PassForm, PromiseForm, ReasonForm
from challenge.questions.models import Question
from challenge.questions.queries import desk_lines, exported, numbers, opened_contacts, partner_lines
from challenge.questions.rules import OPEN, State, promise_of
from challenge.web.api import write
from challenge.web.context import Here, here
from challenge.web.forms import parsed
from challenge.web.render import download, page, said, tell
from challenge.web.shell import Pages

pages = Pages("questions_desk", __name__)

_SHOWN = {
    "waiting": (State.WAITING,),
    "forwarded": (State.FORWARDED,),
    "answered": (State.ANSWERED,),
    "closed": (State.REFUSED, State.WITHDRAWN),
}


@pages.get("/e/<slug>/desk/questions", policy=DESK)
def desk(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the questions that are open, or `?state=` waiting, forwarded, answered, closed."""
    return _desk()


def _desk(problem: ChallengeError | None = None) -> Response:
    at = here()
    edition = at.in_edition()
    topic = user_topic(at.actor.public_id)
    promise = promise_of(edition.settings)
    return page(
        "questions/desk.html",
        problem.status if problem else 200,
        topic=topic,
        seq=heads(at.session, [topic])[topic],
        promise=promise.as_setting(),
        opened=opened_contacts(at.session, edition.id),
        errors=said(problem),
        **_listed(at),
    )


def _listed(at: Here) -> dict[str, Any]:
    edition, state = at.in_edition(), request.args.get("state", "")
    promise = promise_of(edition.settings)
    return {
        "state": state if state in _SHOWN else "",
        "states": list(_SHOWN),
        "lines": desk_lines(at.session, edition.id, _SHOWN.get(state, tuple(OPEN))),
        "numbers": numbers(at.session, edition.id, at.now, promise, edition.time_zone),
        "now": at.now,
    }


@pages.get("/e/<slug>/desk/questions/list", policy=DESK)
def desk_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the questions alone, for the island."""
    return page("questions/_desk.html", **_listed(here()))


@pages.get("/e/<slug>/desk/questions.csv", policy=DESK)
def file(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Give every question of the edition as a CSV file."""
    at = here()
    return download(questions_csv(exported(at.session, at.in_edition().id)), "questions.csv", "text/csv; charset=utf-8")


def _acted(slug: str, act: Callable[[int], object], done: str) -> Response:
    try:
        act(here().the(Question).id)
    except ChallengeError as problem:
        return _desk(problem)
    tell(done)
    return redirect(url_for("questions_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/questions/<question>/forward", policy=DESK, thing=find_question)
def post_forward(slug: str, question: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Pass a question on to its partner."""
    words = parsed(PassForm).question
    return _acted(slug, lambda row: write(actions.forward_question, row, words), "The partner has it.")


@pages.post("/e/<slug>/desk/questions/<question>/answer", policy=DESK, thing=find_question)
def post_answer(slug: str, question: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Answer a question oneself, or put an answer into other words."""
    form = parsed(AnswerForm)

    def act(row: int) -> object:
        return write(actions.answer_question, row, form.answer, words=form.question)

    return _acted(slug, act, "The answer stands for every team on the problem.")


@pages.post("/e/<slug>/desk/questions/<question>/refuse", policy=DESK, thing=find_question)
def post_refusal(slug: str, question: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Do not pass a question on."""
    reason = parsed(ReasonForm).reason
    return _acted(slug, lambda row: write(actions.refuse_question, row, reason), "The team reads your reason.")


@pages.post("/e/<slug>/desk/questions/promise", policy=DESK)
def post_promise(slug: str) -> Response:
    """Set what is promised from now on."""
    try:
        write(actions.set_promise, parsed(PromiseForm).promise())
    except ChallengeError as problem:
        return _desk(problem)
    tell("Kept. Questions that wait keep the promise under which they were asked.")
    return redirect(url_for("questions_desk.desk", slug=slug), 303)


@pages.post("/e/<slug>/desk/problems/<problem>/contact", policy=DESK, thing=find_for_desk)
def post_contact(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Let the teams on a problem see whom to call, or not any more."""
    opened = parsed(ContactForm).opened
    write(actions.open_contact, here().the(Problem).id, opened=opened)
    tell("Its teams see the contact now." if opened else "Its teams do not see the contact any more.")
    return redirect(url_for("questions_desk.desk", slug=slug), 303)


@pages.get("/e/<slug>/partner/questions", policy=PARTNER)
def partner(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show what teams ask about one's own problems, what waits first."""
    return _partner()


def _partner(problem: ChallengeError | None = None, refused: str = "") -> Response:
    at = here()
    topic = user_topic(at.actor.public_id)
    return page(
        "questions/partner.html",
        problem.status if problem else 200,
        topic=topic,
        seq=heads(at.session, [topic])[topic],
        promise=promise_of(at.in_edition().settings),
        errors=said(problem),
        refused=refused,
        typed=request.form.get("answer", ""),
        **_asked(at),
    )


def _asked(at: Here) -> dict[str, Any]:
    lines = partner_lines(at.session, at.in_edition().id, at.actor.organisation_ids)
    return {"lines": lines, "contact_ids": at.actor.contact_ids, "now": at.now}


@pages.get("/e/<slug>/partner/questions/list", policy=PARTNER)
def partner_list(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show the questions alone, for the island."""
    return page("questions/_partner.html", **_asked(here()))


@pages.post("/e/<slug>/partner/questions/<question>", policy=ANSWER, thing=find_question)
def post_partner_answer(slug: str, question: str) -> Response:
    """Answer for every team on the problem."""
    try:
        write(actions.answer_question, here().the(Question).id, parsed(AnswerForm).answer, by_partner=True)
    except ChallengeError as problem:
        return _partner(problem, question)
    tell("Thank you: every team on the problem reads it.")
    return redirect(url_for("questions_desk.partner", slug=slug), 303)
