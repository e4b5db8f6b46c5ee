"""Acts on requests for help; each holds the team's or the request's row, so two people act one after the other."""

from dataclasses import dataclass
from typing import Any

from challenge.accounts.models import Account
from challenge.editions.models import Edition
from challenge.kernel.actor import Role
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.text import bounded, clean_block, clean_line
from challenge.kernel.work import Work
from challenge.mentoring import rules
from challenge.mentoring.events import (
    HelpAnswered,
    HelpAsked,
    HelpClaimed,
    HelpEscalated,
    HelpLevelsSet,
    HelpRefused,
    HelpReleased,
    HelpWithdrawn,
)
from challenge.mentoring.hours import hours_of
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.queries import open_count, tokens_used
from challenge.mentoring.rules import OPEN, Kind, Levels, State, levels_of
from challenge.teams.models import Team


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a team asks for; `skill` and `tried` only mean something to an expert."""

    kind: Kind
    need: str
    skill: str = ""
    tried: str = ""


def ask_help(work: Work, team_id: int, asked: Asked) -> dict[str, Any]:
    """Put a team's request at the end of the queue.

    What is asked of an expert outside the hours of their desk waits for its opening: the promise counts from then.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): what is needed is empty or longer than 300 characters.
        Invalid("mentoring.skill"), Invalid("mentoring.tried"): see `check_asked`.
        Conflict("mentoring.open_most"), Conflict("mentoring.tokens"): see `check_room`.
    """
    need = bounded(clean_block(asked.need), "need", most=rules.NEED_MOST)
    is_expert = asked.kind is Kind.EXPERT
    skill = bounded(clean_line(asked.skill), "skill", most=rules.SKILL_MOST, required=False) if is_expert else ""
    tried = bounded(clean_block(asked.tried), "tried", most=rules.TRIED_MOST, required=False) if is_expert else ""
    rules.check_asked(asked.kind, skill, tried)
    # Two members who ask at once are counted one after the other.
    work.own(Team, team_id)
    levels, session = _levels(work), work.session
    used, open_now = tokens_used(session, team_id), open_count(session, team_id)
    rules.check_room(asked.kind, levels, open_now=open_now, tokens_used=used)
    row = _queued(work, team_id, Asked(kind=asked.kind, need=need, skill=skill, tried=tried))
    return {"request": row.public_id}


def _queued(work: Work, team_id: int, asked: Asked, follows: HelpRequest | None = None) -> HelpRequest:
    is_expert = asked.kind is Kind.EXPERT
    hours = hours_of(work.session, work.edition_id, work.now) if is_expert else None
    row = work.add(
        HelpRequest(
            edition_id=work.edition_id,
            team_id=team_id,
            kind=asked.kind.value,
            skill=asked.skill,
            need=asked.need,
            tried=asked.tried,
            state=State.WAITING.value,
            outcome="",
            asked_by=work.actor.account_id,
            asked_at=work.now,
            due_at=_levels(work).due(asked.kind, hours.since(work.now) if hours else work.now),
            follows_id=follows.id if follows else None,
        )
    )
    work.emit(HelpAsked(**_about(row), follows_id=follows.id if follows else 0))
    return row


def _levels(work: Work) -> Levels:
    return levels_of(work.session.get_one(Edition, work.edition_id).settings)


def _about(row: HelpRequest) -> dict[str, Any]:
    return {"request_id": row.id, "team_id": row.team_id, "kind": row.kind}


def _open(work: Work, request_id: int) -> HelpRequest:
    """Return a request that is still open, locked.

    Raises:
        NotFound("work.absent"): not of this edition.
        Conflict("mentoring.over"): it has ended.
    """
    row = work.own(HelpRequest, request_id)
    if row.state not in OPEN:
        raise Conflict("mentoring.over")
    return row


def _may_take(work: Work, row: HelpRequest) -> None:
    if not work.actor.is_house and Kind(row.kind) not in rules.takes(work.actor.roles):
        raise Conflict("mentoring.not_yours")


def _held_by_other(work: Work, row: HelpRequest) -> str:
    """Return the name of somebody else who comes; "" when nobody does, or the actor."""
    if row.claimed_by in (None, work.actor.account_id):
        return ""
    return work.session.get_one(Account, row.claimed_by).name


def claim_help(work: Work, request_id: int) -> dict[str, Any]:
    """Say that one comes; said twice by the same person it changes nothing.

    Raises:
        Conflict("mentoring.taken"): somebody else comes; the sentence says who.
        Conflict("mentoring.not_yours"): of a kind that others take.
        Conflict("mentoring.over"): it has ended.
    """
    row = _open(work, request_id)
    _may_take(work, row)
    other = _held_by_other(work, row)
    if other:
        raise Conflict("mentoring.taken", name=other)
    if row.claimed_by is None:
        row.state, row.claimed_by, row.claimed_at = State.CLAIMED.value, work.actor.account_id or None, work.now
        row.first_claimed_at = row.first_claimed_at or work.now
        work.emit(HelpClaimed(**_about(row), account_id=work.actor.account_id))
    return {"request": row.public_id}


def _own(work: Work, request_id: int) -> HelpRequest:
    """Return an open request that the actor holds, or any that is held for an organiser."""
    row = _open(work, request_id)
    other = _held_by_other(work, row)
    if other and not (work.actor.is_house or work.actor.has(Role.ORGANISER, Role.ADMINISTRATOR)):
        raise Conflict("mentoring.taken", name=other)
    if row.state != State.CLAIMED:
        raise Conflict("mentoring.not_claimed")
    return row


def release_help(work: Work, request_id: int) -> dict[str, Any]:
    """Give a request back to its old place in the queue.

    Raises:
        Conflict("mentoring.taken"), Conflict("mentoring.not_claimed"), Conflict("mentoring.over"): not the actor's.
    """
    row = _own(work, request_id)
    row.state, row.claimed_by, row.claimed_at = State.WAITING.value, None, None
    work.emit(HelpReleased(**_about(row)))
    return {"request": row.public_id}


def answer_help(work: Work, request_id: int, outcome: str) -> dict[str, Any]:
    """End a request with what came of it.

    Raises:
        Invalid("text.too_long"): the outcome.
        Conflict("mentoring.taken"), Conflict("mentoring.not_claimed"), Conflict("mentoring.over"): not the actor's.
    """
    words = bounded(clean_block(outcome), "outcome", most=rules.REASON_MOST, required=False)
    row = _own(work, request_id)
    row.state, row.outcome, row.ended_at = State.DONE.value, words, work.now
    work.emit(HelpAnswered(**_about(row), account_id=work.actor.account_id))
    return {"request": row.public_id}


def refuse_help(work: Work, request_id: int, reason: str) -> dict[str, Any]:
    """Refuse a request with a reason; what an expert refuses goes to the team's coach, and its token is given back.

    Raises:
        Invalid("mentoring.reason"), Invalid("text.too_long"): no reason, or more than 500 characters.
        Conflict("mentoring.taken"): somebody else comes.
        Conflict("mentoring.not_yours"), Conflict("mentoring.over"): see `claim_help`.
    """
    words = bounded(clean_block(reason), "reason", most=rules.REASON_MOST, required=False)
    if not words:
        raise Invalid("mentoring.reason", "reason")
    row = _open(work, request_id)
    _may_take(work, row)
    other = _held_by_other(work, row)
    if other:
        raise Conflict("mentoring.taken", name=other)
    row.state, row.outcome, row.ended_at = State.REFUSED.value, words, work.now
    row.claimed_by = row.claimed_by or work.actor.account_id or None
    work.emit(HelpRefused(**_about(row), account_id=work.actor.account_id))
    if row.kind == Kind.EXPERT:
        back = Asked(kind=Kind.COACH, need=row.need, skill=row.skill, tried=row.tried)
        _queued(work, row.team_id, back, follows=row)
    return {"request": row.public_id}


def withdraw_help(work: Work, request_id: int) -> dict[str, Any]:
    """Take a team's request back; a token is given back unless somebody is coming already.

    Raises:
        Conflict("mentoring.over"): it has ended.
    """
    row = _open(work, request_id)
    row.state, row.ended_at = State.WITHDRAWN.value, work.now
    work.emit(HelpWithdrawn(**_about(row)))
    return {"request": row.public_id}


def escalate_help(work: Work, request_id: int) -> None:
    """Note that a request has waited longer than promised, once; nothing when it does not wait any more."""
    row = work.locked(HelpRequest, request_id)
    if row.state != State.WAITING or row.escalated_at is not None or row.due_at > work.now:
        return
    row.escalated_at = work.now
    work.emit(HelpEscalated(**_about(row)))


def set_levels(work: Work, levels: Levels) -> dict[str, Any]:
    """Set what the edition promises from now on.

    Raises:
        Invalid("form.too_large"), Invalid("form.too_small"): a figure out of its range.
    """
    figures = [(f"minutes_{kind.value}", minutes, 1, rules.MINUTES_MOST) for kind, minutes in levels.minutes.items()]
    figures += [("tokens", levels.tokens, 0, rules.TOKENS_MOST), ("open_most", levels.open_most, 1, rules.OPEN_MOST)]
    for name, figure, least, most in figures:
        if figure < least:
            raise Invalid("form.too_small", name, ge=least)
        if figure > most:
            raise Invalid("form.too_large", name, le=most)
    edition = work.locked(Edition, work.edition_id)
    edition.settings = {**edition.settings, rules.SETTING: levels.as_setting()}
    work.emit(HelpLevelsSet(tokens=levels.tokens, open_most=levels.open_most))
    return levels.as_setting()
