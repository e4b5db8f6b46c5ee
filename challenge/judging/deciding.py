"""Decisions of the desk that wait until all of them are carried out together, or none."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from challenge.accounts.models import Account
from challenge.judging.events import DecisionsApplied
from challenge.judging.jurors import CHANGES, change_juror, check_aside
from challenge.judging.models import Juror, PendingDecision, Visit
from challenge.judging.moving import withdraw_visit
from challenge.judging.reasoning import REASON_MOST, reason_words
from challenge.kernel.errors import ChallengeError, Conflict, Invalid, NotFound
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.teams.models import Team

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A pending decision as the control room shows it; `team` is "" unless a visit is to be withdrawn."""

    public_id: str
    change: str
    ref: str
    name: str
    team: str
    author: str
    reason: str
    noted_at: datetime


def pending_decisions(session: Session, edition_id: int) -> list[DecisionLine]:
    """Return what waits, in the order in which it was noted; one statement."""
    decision = PendingDecision
    wanted = (
        select(decision.public_id, decision.change, Juror, Team.code, Account.name, decision.reason, decision.noted_at)
        .join(Juror, Juror.id == PendingDecision.juror_id)
        .outerjoin(Visit, Visit.id == PendingDecision.visit_id)
        .outerjoin(Team, Team.id == Visit.team_id)
        .outerjoin(Account, Account.id == PendingDecision.noted_by)
        .where(PendingDecision.edition_id == edition_id)
        .order_by(PendingDecision.id)
    )
    rows = session.execute(wanted).all()
    return [
        DecisionLine(name, change, juror.ref, juror.name, team or "", author or "", reason, at)
        for name, change, juror, team, author, reason, at in rows
    ]


def decisions_mark(names: Sequence[str]) -> str:
    """Return a mark of what waits, by outside names; another one as soon as something comes or goes."""
    return hashlib.sha256(",".join(sorted(names)).encode()).hexdigest()[:16]


def decision_by_public_id(session: Session, edition_id: int, public_id: str) -> PendingDecision | None:
    """Return a pending decision of this edition."""
    own = (PendingDecision.edition_id == edition_id, PendingDecision.public_id == public_id)
    return session.execute(select(PendingDecision).where(*own)).scalar_one_or_none()


def note_juror(work: Work, juror_id: int, change: str, reason: str) -> dict[str, Any]:
    """Note what is to become of a juror.

    Raises:
        Invalid("judging.juror_change"), Invalid("text.too_long"): the reason; and the other codes of `change_juror`.
        Conflict("judging.decision_noted"): it waits already.
    """
    if change not in CHANGES:
        raise Invalid("judging.juror_change", "act")
    words = bounded(clean_line(reason), "reason", most=REASON_MOST, required=False)
    if CHANGES[change][0] == "set_aside":
        check_aside(work, words)
    return _noted(work, work.locked(Juror, juror_id), change, 0, words)


def note_withdrawal(work: Work, visit_id: int, version: int, reason: str) -> dict[str, Any]:
    """Note that a visit is to be taken off the plan.

    Raises:
        Invalid("judging.reason_missing"), Invalid("text.too_long"): the reason.
        Conflict("judging.changed"): the visit is another one by now.
        Conflict("judging.decision_noted"): it waits already.
    """
    words = reason_words(reason)
    visit = work.locked(Visit, visit_id)
    if visit.version != version:
        raise Conflict("judging.changed", "version")
    return _noted(work, work.locked(Juror, visit.juror_id), WITHDRAWN, visit.id, words)


def _noted(work: Work, juror: Juror, change: str, visit_id: int, words: str) -> dict[str, Any]:
    own = (PendingDecision.juror_id == juror.id, PendingDecision.visit_id == visit_id)
    if work.session.execute(select(PendingDecision.id).where(*own, PendingDecision.change == change)).first():
        raise Conflict("judging.decision_noted")
    row = PendingDecision(edition_id=work.edition_id, juror_id=juror.id, change=change, visit_id=visit_id)
    row.reason, row.noted_by, row.noted_at = words, work.actor.account_id, work.now
    return {"decision": work.add(row).public_id}


def drop_decision(work: Work, decision_id: int) -> dict[str, Any]:
    """Forget a pending decision; nothing else changes."""
    work.session.execute(delete(PendingDecision).where(PendingDecision.id == decision_id))
    return {"dropped": True}


def apply_decisions(work: Work, seen: str) -> dict[str, Any]:
    """Carry out everything that waits, in the order in which it was noted; all of it or nothing.

    Args:
        work: by an organiser or chair.
        seen: `decisions_mark` of the list that was looked at.

    Raises:
        Conflict("judging.decisions_changed"): the list is another one by now.
        Conflict("judging.decision_stopped"): one cannot be carried out any more; names the juror. Nothing was changed.
    """
    own = PendingDecision.edition_id == work.edition_id
    rows = work.session.execute(select(PendingDecision).where(own).order_by(PendingDecision.id).with_for_update())
    waiting = list(rows.scalars())
    if not waiting or decisions_mark([row.public_id for row in waiting]) != seen:
        raise Conflict("judging.decisions_changed", "seen")
    for row in waiting:
        try:
            _carried_out(work, row)
        except ChallengeError as problem:
            ref = work.session.get_one(Juror, row.juror_id).ref
            raise Conflict("judging.decision_stopped", ref, juror=ref) from problem
    work.session.execute(delete(PendingDecision).where(own))
    work.emit(DecisionsApplied(decisions=len(waiting)))
    return {"applied": len(waiting)}


def _carried_out(work: Work, row: PendingDecision) -> None:
    if row.change != WITHDRAWN:
        change_juror(work, row.juror_id, row.change, row.reason)
        return
    visit = work.session.get(Visit, row.visit_id)
    # Whoever looked at the list decided about this juror: a visit that was moved since is another matter.
    if visit is None or visit.juror_id != row.juror_id:
        raise NotFound("judging.visit")
    withdraw_visit(work, visit.id, visit.version, row.reason)
