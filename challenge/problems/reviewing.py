"""What reviewers do beside deciding: comments at a field, two who agree, merging and splitting."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.problems import rules
from challenge.problems.actions import next_ref, note, taken
from challenge.problems.drafting import keep_version
from challenge.problems.events import (
    CommentAnswered,
    ProblemCommented,
    ProblemRevised,
    ProblemSplit,
    ProblemSubmitted,
    ProblemWithdrawn,
)
from challenge.problems.likeness import keep_words
from challenge.problems.models import Problem, ProblemComment, ProblemFile
from challenge.problems.rules import Status

COMMENT_MOST = 2000
_COPIED = (
    *("organisation_id", "teaser", "category", "theme", "wanted_depts", "required_skills", "language", "site"),
    *("remote_ok", "min_teams", "max_teams", "confidentiality", "rights", "contact_email", "details", "contacts"),
)


def comment_problem(work: Work, problem_id: int, field: str, said: str, *, asks: bool) -> dict[str, Any]:
    """Say something at a field of a problem; its partner is told.

    Args:
        work: by an organiser.
        problem_id: of the work's edition.
        field: its name in the form, "" for the whole.
        said: at most 2,000 characters.
        asks: a change is asked for.

    Raises:
        Invalid: `text.missing`, `text.too_long`.
    """
    row = work.locked(Problem, problem_id)
    kept = work.add(
        ProblemComment(
            problem_id=row.id,
            field=field,
            said=bounded(clean_block(said), "said", most=COMMENT_MOST),
            asks=asks,
            account_id=work.actor.account_id,
            at=work.now,
            answer="",
            answered_by=0,
        )
    )
    note(work, row, "comment", "")
    work.emit(ProblemCommented(problem_id=row.id, comment_id=kept.id, asks=asks))
    return {"comment": kept.public_id}


def answer_comment(work: Work, comment_id: int, said: str) -> dict[str, Any]:
    """Answer a comment, by somebody who speaks for the problem's organisation.

    Raises:
        Conflict("problems.answered"): a colleague was faster.
        Invalid: `text.missing`, `text.too_long`.
    """
    kept = work.locked(ProblemComment, comment_id)
    if kept.answered_at is not None:
        raise Conflict("problems.answered", "said")
    kept.answer = bounded(clean_block(said), "said", most=COMMENT_MOST)
    kept.answered_by, kept.answered_at = work.actor.account_id, work.now
    note(work, work.session.get_one(Problem, kept.problem_id), "answer", "")
    work.emit(CommentAnswered(problem_id=kept.problem_id, comment_id=kept.id))
    return {"comment": kept.public_id}


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment with its answer, if there is one."""

    public_id: str
    field: str
    said: str
    asks: bool
    who: str
    at: datetime
    answer: str
    answered_at: datetime | None


def comments_of(session: Session, problem_id: int) -> list[CommentLine]:
    """Return a problem's comments as they were written."""
    wanted = (
        select(ProblemComment, func.coalesce(Account.name, ""))
        .outerjoin(Account, Account.id == ProblemComment.account_id)
        .where(ProblemComment.problem_id == problem_id)
        .order_by(ProblemComment.id)
    )
    return [
        CommentLine(row.public_id, row.field, row.said, row.asks, who, row.at, row.answer, row.answered_at)
        for row, who in session.execute(wanted)
    ]


def comment_with_problem(session: Session, edition_id: int, public_id: str) -> tuple[ProblemComment, Problem] | None:
    """Return a comment of this edition with its problem."""
    wanted = (
        select(ProblemComment, Problem)
        .join(Problem, Problem.id == ProblemComment.problem_id)
        .where(Problem.edition_id == edition_id, ProblemComment.public_id == public_id)
    )
    row = session.execute(wanted).one_or_none()
    return (row[0], row[1]) if row else None


def commented(session: Session, problem_ids: Collection[int]) -> set[int]:
    """Return which of some problems have a comment: a first answer was given."""
    wanted = select(ProblemComment.problem_id).where(ProblemComment.problem_id.in_(problem_ids)).distinct()
    return set(session.execute(wanted).scalars())


def merge_problem(work: Work, problem_id: int, ref: str, reason: str, *, version: int) -> dict[str, Any]:
    """Take a problem into another one of the same organisation; it is withdrawn, its text and files go on in the other.

    Of two levels of confidentiality the stricter one holds for both texts.

    Raises:
        NotFound("problems.merge_absent"): no such problem of the same organisation; another organisation's text would
            be told to strangers.
        Invalid("problems.merge_state"): one of both is confirmed, refused or withdrawn.
        Conflict("problems.changed"): somebody changed it since `version` was read.
    """
    row = taken(work, problem_id, version)
    wanted = select(Problem.id).where(
        Problem.edition_id == work.edition_id,
        Problem.ref == clean_line(ref).upper(),
        Problem.organisation_id == row.organisation_id,
        Problem.id != row.id,
    )
    into_id = work.session.execute(wanted).scalar_one_or_none()
    if into_id is None or row.organisation_id is None:
        raise NotFound("problems.merge_absent", "ref")
    into = work.locked(Problem, into_id)
    if not (rules.can_revise(row.stands) and rules.can_revise(into.stands)):
        raise Invalid("problems.merge_state", "ref")
    _take_in(work, into, row)
    row.status = Status.WITHDRAWN.value
    said = bounded(clean_line(reason), "reason", most=COMMENT_MOST, required=False)
    note(work, row, "merge", f"{into.ref} {said}".strip())
    note(work, into, "take_in", row.ref)
    work.emit(ProblemWithdrawn(problem_id=row.id))
    work.emit(ProblemRevised(problem_id=into.id, problem_version=into.version))
    return {"problem": into.public_id, "ref": into.ref}


def _take_in(work: Work, into: Problem, row: Problem) -> None:
    keep_version(work, into)
    into.version += 1
    into.summary = f"{into.summary}\n\n### {row.title}\n\n{row.summary}"[:16000]
    into.full_text = "\n\n".join(part for part in (into.full_text, row.full_text) if part)
    into.wanted_depts = list(dict.fromkeys([*into.wanted_depts, *row.wanted_depts]))
    into.required_skills = list(dict.fromkeys([*into.required_skills, *row.required_skills]))
    into.max_teams = min(20, into.max_teams + row.max_teams)
    # What was kept under cover stays so: the text of a secret problem must not come out with an open one.
    into.confidentiality = rules.stricter(into.confidentiality, row.confidentiality)
    work.session.execute(update(ProblemFile).where(ProblemFile.problem_id == row.id).values(problem_id=into.id))
    keep_version(work, into)
    keep_words(work, into)


def split_problem(work: Work, problem_id: int, title: str, summary: str, *, version: int) -> dict[str, Any]:
    """Make a second problem of a part of one: the same organisation, contacts and wishes, a text of its own.

    Raises:
        Invalid("problems.merge_state"): the problem is confirmed, refused or withdrawn.
        Invalid: `text.missing`, `text.too_long` with the field.
        Conflict("problems.changed"): somebody changed it since `version` was read.
    """
    row = taken(work, problem_id, version)
    if not rules.can_revise(row.stands):
        raise Invalid("problems.merge_state", "title")
    made = work.add(
        Problem(
            edition_id=work.edition_id,
            ref=next_ref(work),
            title=bounded(clean_line(title), "title", most=160),
            summary=bounded(clean_block(summary), "summary", most=8000),
            full_text="",
            status=Status.SUBMITTED.value,
            submitted_at=work.now,
            **{name: getattr(row, name) for name in _COPIED},
        )
    )
    note(work, row, "split", made.ref)
    note(work, made, "split_off", row.ref)
    keep_version(work, made)
    keep_words(work, made)
    work.emit(ProblemSplit(problem_id=row.id, new_id=made.id))
    work.emit(ProblemSubmitted(problem_id=made.id, organisation_id=made.organisation_id or 0))
    return {"problem": made.public_id, "ref": made.ref}
