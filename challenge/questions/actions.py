"""Acts on questions; each holds the team's or the question's row, so two people act one after the other."""

from typing import Any

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_block
from challenge.kernel.work import Work
from challenge.problems.models import Problem
from challenge.questions import rules
from challenge.questions.events import (
    ContactClosed,
    ContactOpened,
    PromiseSet,
    QuestionAnswered,
    QuestionAsked,
    QuestionForwarded,
    QuestionRefused,
    QuestionWithdrawn,
)
from challenge.questions.models import ContactOpening, Question
from challenge.questions.queries import open_count
from challenge.questions.rules import OPEN, Promise, State, promise_of
from challenge.teams.models import Team


def ask_question(work: Work, team_id: int, asked: str) -> dict[str, Any]:
    """Bring a team's question before the organisers.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): the question is empty or longer than 600 characters.
        Conflict("questions.open_most"): the team has as many open questions as it may.
        Conflict("questions.not_revealed"): the team does not know its problem yet.
    """
    words = bounded(clean_block(asked), "question", most=rules.QUESTION_MOST)
    # Two members who ask at once are counted one after the other.
    team = work.own(Team, team_id)
    if team.revealed_at is None:
        raise Conflict("questions.not_revealed")
    edition, promise = _promised(work)
    rules.check_room(open_count(work.session, team_id), promise.open_most)
    row = work.add(
        Question(
            edition_id=work.edition_id,
            problem_id=team.problem_id,
            team_id=team_id,
            state=State.WAITING.value,
            asked=words,
            question="",
            answer="",
            reason="",
            asked_by=work.actor.account_id,
            asked_at=work.now,
            due_at=promise.due(work.now, promise.organiser_hours, edition.time_zone),
        )
    )
    work.emit(QuestionAsked(**_about(row)))
    return {"question": row.public_id}


def _promised(work: Work) -> tuple[Edition, Promise]:
    edition = work.session.get_one(Edition, work.edition_id)
    return edition, promise_of(edition.settings)


def _about(row: Question) -> dict[str, Any]:
    return {"question_id": row.id, "problem_id": row.problem_id, "team_id": row.team_id}


def _held(work: Work, question_id: int, *states: State) -> Question:
    """Return a question that stands in one of some states, locked.

    Raises:
        NotFound("work.absent"): not of this edition.
        Conflict("questions.over"): somebody has dealt with it meanwhile.
    """
    row = work.own(Question, question_id)
    if row.state not in states:
        raise Conflict("questions.over")
    return row


def _worded(row: Question, words: str) -> str:
    said = bounded(clean_block(words), "question", most=rules.QUESTION_MOST, required=False)
    return said or row.question or row.asked


def forward_question(work: Work, question_id: int, words: str) -> dict[str, Any]:
    """Pass a question on to the partner, in the team's words or in others.

    Raises:
        Invalid("text.too_long"): the words.
        Conflict("questions.no_partner"): nobody posted the problem; organisers answer themselves.
        Conflict("questions.over"): it does not wait any more.
    """
    row = _held(work, question_id, State.WAITING)
    if work.session.get_one(Problem, row.problem_id).organisation_id is None:
        raise Conflict("questions.no_partner")
    edition, promise = _promised(work)
    row.question, row.state = _worded(row, words), State.FORWARDED.value
    row.forwarded_by, row.forwarded_at = work.actor.account_id, work.now
    row.due_at = promise.due(work.now, promise.partner_hours, edition.time_zone)
    work.emit(QuestionForwarded(**_about(row)))
    return {"question": row.public_id}


def answer_question(
    work: Work, question_id: int, answer: str, *, words: str = "", by_partner: bool = False
) -> dict[str, Any]:
    """Answer for every team on the problem; organisers may put an answer that stands into other words.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): the answer is empty, or something is too long.
        Conflict("questions.over"): a partner answers what is not with them, or it was refused or withdrawn.
    """
    said = bounded(clean_block(answer), "answer", most=rules.ANSWER_MOST)
    states = (State.FORWARDED,) if by_partner else (State.WAITING, State.FORWARDED, State.ANSWERED)
    row = _held(work, question_id, *states)
    is_correction = row.state == State.ANSWERED
    if not by_partner:
        row.question = _worded(row, words)
    row.answer, row.by_partner, row.answered_by = said, by_partner, work.actor.account_id
    row.state, row.ended_at = State.ANSWERED.value, row.ended_at or work.now
    work.emit(QuestionAnswered(**_about(row), by_partner=by_partner, is_correction=is_correction))
    return {"question": row.public_id}


def refuse_question(work: Work, question_id: int, reason: str) -> dict[str, Any]:
    """Do not pass a question on, and say why; the team reads it, nobody else.

    Raises:
        Invalid("questions.reason"), Invalid("text.too_long"): no reason, or more than 500 characters.
        Conflict("questions.over"): it has ended.
    """
    words = bounded(clean_block(reason), "reason", most=rules.REASON_MOST, required=False)
    if not words:
        raise Invalid("questions.reason", "reason")
    row = _held(work, question_id, State.WAITING, State.FORWARDED)
    row.state, row.reason, row.ended_at, row.answered_by = (
        State.REFUSED.value,
        words,
        work.now,
        work.actor.account_id,
    )
    work.emit(QuestionRefused(**_about(row)))
    return {"question": row.public_id}


def withdraw_question(work: Work, question_id: int) -> dict[str, Any]:
    """Take a team's question back.

    Raises:
        Conflict("questions.over"): it has ended.
    """
    row = _held(work, question_id, *OPEN)
    row.state, row.ended_at = State.WITHDRAWN.value, work.now
    work.emit(QuestionWithdrawn(**_about(row)))
    return {"question": row.public_id}


def open_contact(work: Work, problem_id: int, *, opened: bool) -> dict[str, Any]:
    """Let the teams on a problem see whom to call, or not any more; said twice it changes nothing."""
    work.own(Problem, problem_id)
    row = work.session.get(ContactOpening, problem_id)
    if opened and row is None:
        by = work.actor.account_id
        work.session.add(
            ContactOpening(problem_id=problem_id, edition_id=work.edition_id, opened_by=by, opened_at=work.now)
        )
        work.emit(ContactOpened(problem_id=problem_id))
    if not opened and row is not None:
        work.session.delete(row)
        work.emit(ContactClosed(problem_id=problem_id))
    return {"opened": opened}


def set_promise(work: Work, promise: Promise) -> dict[str, Any]:
    """Set what the edition promises for what is asked or forwarded from now on."""
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, rules.SETTING: promise.checked().as_setting()}
    work.emit(PromiseSet(organiser_hours=promise.organiser_hours, partner_hours=promise.partner_hours))
    return promise.as_setting()
