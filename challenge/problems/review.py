"""Review beside the decision: comments, merging, splitting, and decisions about many problems at once."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from challenge.kernel.errors import ChallengeError
from challenge.problems import reviewing, rulings
from challenge.problems.access import (
    DESK,
    PARTNER_OWN,
    ProblemsComment,
    find_comment,
    find_for_desk,
    find_ruling,
)
from challenge.problems.desk import review
from challenge.problems.forms import CommentForm, MergeForm, RulingForm, SeenForm, SplitForm
from challenge.problems.models import Problem, ProblemRuling
from challenge.web.api import write
from challenge.web.context import here
from challenge.web.forms import parsed
from challenge.web.render import page, said, sentence, tell
from challenge.web.shell import Pages

pages = Pages("problems_review", __name__)


def _back(slug: str, problem: str) -> Response:
    return redirect(url_for("problems_desk.problem", slug=slug, problem=problem), 303)


def _refused(refused: ChallengeError) -> Response:
    at = here()
    return page("problems/review.html", refused.status, **review(at.the(Problem), sentence(at, refused)))


@pages.post("/e/<slug>/desk/problems/<problem>/comments", policy=DESK, thing=find_for_desk)
def post_comment(slug: str, problem: str) -> Response:
    """Say something at a field; the partner is told."""
    try:
        form = parsed(CommentForm)
        write(reviewing.comment_problem, here().the(Problem).id, form.field, form.said, asks=form.asks)
    except ChallengeError as refused:
        return _refused(refused)
    tell("The partner is told.")
    return _back(slug, problem)


@pages.post("/e/<slug>/desk/problems/<problem>/merge", policy=DESK, thing=find_for_desk)
def post_merge(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Take a problem into another one of the same organisation."""
    try:
        form = parsed(MergeForm)
        row = here().the(Problem)
        answer = write(reviewing.merge_problem, row.id, form.ref, form.reason, version=form.version)
    except ChallengeError as refused:
        return _refused(refused)
    tell("%(ref)s has taken it in.", ref=answer["ref"])
    return _back(slug, answer["problem"])


@pages.post("/e/<slug>/desk/problems/<problem>/split", policy=DESK, thing=find_for_desk)
def post_split(slug: str, problem: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Make a second problem of a part of one."""
    try:
        form = parsed(SplitForm)
        row = here().the(Problem)
        answer = write(reviewing.split_problem, row.id, form.title, form.summary, version=form.version)
    except ChallengeError as refused:
        return _refused(refused)
    tell("%(ref)s is a problem of its own now.", ref=answer["ref"])
    return _back(slug, answer["problem"])


@pages.post("/e/<slug>/partner/comments/<comment>", policy=PARTNER_OWN, thing=find_comment)
def post_answer(slug: str, comment: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Answer a comment about one's own problem."""
    found = here().the(ProblemsComment)
    write(reviewing.answer_comment, found.comment.id, parsed(CommentForm).said)
    tell("The organisers are told.")
    return redirect(url_for("problems_partner.own_problem", slug=slug, problem=found.problem.public_id), 303)


@pages.get("/e/<slug>/desk/rulings", policy=DESK)
def pending(slug: str) -> Response:  # noqa: ARG001 - the shell has found the edition
    """Show which decisions wait to be carried out together, and what was carried out lately."""
    return _pending()


def _pending(refused: ChallengeError | None = None) -> Response:
    at = here()
    edition_id = at.in_edition().id
    lines = rulings.pending_rulings(at.session, edition_id)
    return page(
        "problems/rulings.html",
        refused.status if refused else 200,
        lines=lines,
        seen=rulings.rulings_mark(lines),
        batches=rulings.batches(at.session, edition_id),
        refusals=said(refused),
    )


@pages.post("/e/<slug>/desk/rulings", policy=DESK)
def post_rulings(slug: str) -> Response:
    """Note a decision about the chosen problems; nothing is decided yet."""
    try:
        form = parsed(RulingForm)
        answer = write(rulings.note_rulings, form.problem, form.decision, form.reason)
    except ChallengeError as refused:
        return _pending(refused)
    tell("Noted for %(count)s problems. Nothing is decided until you apply it.", count=answer["count"])
    return redirect(url_for("problems_review.pending", slug=slug), 303)


@pages.post("/e/<slug>/desk/rulings/apply", policy=DESK)
def post_apply(slug: str) -> Response:
    """Carry out everything that waits."""
    try:
        answer = write(rulings.apply_rulings, parsed(SeenForm).seen)
    except ChallengeError as refused:
        here().session.rollback()  # what waits now is shown, not what was read before
        return _pending(refused)
    tell("Decided: %(done)s. Left alone: %(left)s.", done=answer["done"], left=answer["left"])
    return redirect(url_for("problems_review.pending", slug=slug), 303)


@pages.post("/e/<slug>/desk/rulings/undo", policy=DESK)
def post_undo(slug: str) -> Response:
    """Take back what was carried out together."""
    try:
        answer = write(rulings.undo_batch, parsed(SeenForm).batch)
    except ChallengeError as refused:
        return _pending(refused)
    tell("Taken back: %(undone)s. Left alone because they went on: %(left)s.", **answer)
    return redirect(url_for("problems_review.pending", slug=slug), 303)


@pages.post("/e/<slug>/desk/rulings/<ruling>/drop", policy=DESK, thing=find_ruling)
def post_drop(slug: str, ruling: str) -> Response:  # noqa: ARG001 - the shell has found both
    """Forget a decision that waits."""
    write(rulings.drop_ruling, here().the(ProblemRuling).id)
    return redirect(url_for("problems_review.pending", slug=slug), 303)
