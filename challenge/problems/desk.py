"""Problems as organisers review them."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from challenge.kernel.actor import Role
from challenge.kernel.errors import ChallengeError
from challenge.live import feed
from challenge.live.topics import edition_topic
from challenge.problems import actions, rules
from challenge.problems.access import DESK, find_for_desk
from challenge.problems.attaching import files_of
from challenge.problems.forms import ReviewForm
from challenge.problems.models import Problem
from challenge.problems.openings import Opening, record_opening
from challenge.problems.queries import behind, desk_problems, history, next_submitted, status_counts, unanswered
from challenge.problems.reviewing import comments_of
from challenge.problems.rules import Confidentiality, Level, Reading, Status
from challenge.problems.settings import call_of
from challenge.problems.sheet import LABELS
from challenge.problems.views import entries
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, sentence, tell
from challenge.web.shell import Pages

pages = Pages("problems_desk", __name__)

QUEUE = (
    Status.SUBMITTED,
    Status.WAITING,
    Status.CONFIRMED,
    Status.DRAFT,
    Status.REJECTED,
    Status.WITHDRAWN,
)
_DECIDED = {
    Status.CONFIRMED: "%(ref)s is confirmed.",
    Status.WAITING: "%(ref)s is on the waiting list.",
    Status.DRAFT: "%(ref)s is back with its partner.",
    Status.REJECTED: "%(ref)s is rejected.",
}


@pages.get("/e/<slug>/desk/problems", policy=DESK)
def problems(slug: str) -> Response:
    """Show the queue: counts per status that filter the list, `?q=` searches it."""
    at = here()
    edition_id = at.in_edition().id
    asked = {name: request.args.get(name, "")[:80] for name in ("status", "q", "after")}
    topic = edition_topic(slug, "staff")
    seq = feed.heads(at.session, [topic])[topic]
    found = desk_problems(at.session, edition_id, status=asked["status"], text=asked["q"], after=asked["after"])
    base = url_for("problems_desk.problems", slug=slug)

    def address(**values: str) -> str:
        kept = {name: value for name, value in values.items() if value}
        return f"{base}?{urlencode(kept)}" if kept else base

    return page(
        "problems/desk.html",
        counts=status_counts(at.session, edition_id),
        cards=found.rows,
        themes={card.theme: at.say(card.theme) if card.theme else "" for card in found.rows},
        asked=asked,
        base=base,
        links={status.value: address(status=status.value, q=asked["q"]) for status in QUEUE},
        following=address(status=asked["status"], q=asked["q"], after=found.after) if found.after else "",
        first=address(status=asked["status"], q=asked["q"]) if asked["after"] else "",
        all_href=address(q=asked["q"]),
        topic=topic,
        seq=seq,
        dues=_dues(),
        now=at.now,
    )


def _dues() -> dict[int, datetime]:
    """Return until when each problem that waits for a first answer is to have one."""
    at = here()
    days = call_of(at.in_edition().settings).answer_days
    return {one: rules.answer_due(posted, days) for one, posted in unanswered(at.session, at.in_edition().id).items()}


@pages.get("/e/<slug>/desk/problems/<problem>", policy=DESK, thing=find_for_desk)
def problem(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Show one problem in full, its history, and what can be decided."""
    at = here()
    row = at.the(Problem)
    if row.confidentiality != Confidentiality.OPEN:
        opening = Opening(row.id, Level.FULL, Role.ORGANISER.value)
        at.house.works.perform(at.actor, record_opening, opening)
    return page("problems/review.html", **review(row))


def review(row: Problem, problem: str | None = None, reason: str = "") -> dict[str, Any]:
    """Return what the page of a review shows; `problem` is why an act was refused, `reason` what was typed."""
    at = here()
    name, speaking = behind(at.session, at.in_edition().id, row.organisation_id)
    return {
        "level": Reading.FULL.name.lower(),
        "theme": at.say(row.theme) if row.theme else "",
        "problem": row,
        "name": name,
        "entries": entries(history(at.session, row.id)),
        "possible": [decision.value for decision in rules.possible(row.stands)],
        "speakers": speaking,
        "files": files_of(at.session, row.id),
        "comments": comments_of(at.session, row.id),
        "fields": [(name, at.say(label)) for name, label in LABELS.items()],
        "call": call_of(at.in_edition().settings),
        "refusal": problem,
        "reason": reason,
    }


@pages.post("/e/<slug>/desk/problems/<problem>", policy=DESK, thing=find_for_desk)
def post_review(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Decide, and go on to the next problem that waits."""
    at = here()
    row = at.the(Problem)
    form = parsed(ReviewForm)
    try:
        answer = write(actions.review_problem, row.id, form.decision, form.reason, version=form.version)
    except ChallengeError as refused:
        return page("problems/review.html", refused.status, **review(row, sentence(at, refused), form.reason))
    if answer["missing"]:
        tell("You agree to %(ref)s; %(count)s more must.", ref=answer["ref"], count=answer["missing"])
    else:
        tell(_DECIDED[Status(answer["status"])], ref=answer["ref"])
    at.session.rollback()  # what was read before the decision must not answer the next question
    following = next_submitted(at.session, at.in_edition().id, answer["ref"])
    if following:
        return redirect(url_for("problems_desk.problem", slug=slug, problem=following), 303)
    return redirect(url_for("problems_desk.problems", slug=slug), 303)
