"""Conflicts of interest as the desk declares and lifts them; what a juror says on the phone is in `visits`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, insert, select

from challenge.judging.conflicts import DECLARED, LIFTED, is_of_desk
from challenge.judging.events import ConflictDeclared, ConflictLifted, ConflictNoted
from challenge.judging.models import (
    CONFLICT,
    DONE,
    FROZEN,
    JURY,
    PLANNED,
    SKIPPED,
    ConflictOfInterest,
    Juror,
    Round,
    Visit,
)
from challenge.judging.moving import give_back
from challenge.judging.preparing import prepare
from challenge.judging.reasoning import keep_reason, reason_words
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.work import Work
from challenge.teams.models import Team


def declare_for(work: Work, ref: str, code: str, reason: str) -> dict[str, Any]:
    """Say for a juror that they must not judge a team; what they still had to make there waits for somebody else.

    A sheet that was made stays and counts: whoever doubts it reads the reason. No round sends them there again.

    Args:
        work: by an organiser or chair.
        ref: number of the juror.
        code: the team.
        reason: why, in at most 200 characters; it can be forgotten and stays out of the log.

    Returns:
        `juror`, `team`; `freed` visits that wait for somebody else, `marked` that have a sheet.

    Raises:
        Invalid("judging.juror_unknown"), Invalid("judging.team"): nobody of the jury, no such team.
        Invalid("judging.reason_missing"), Invalid("text.too_long"): the reason.
        Conflict("judging.conflict_known"): it is declared already, here or on the phone.
    """
    words = reason_words(reason)
    frozen = _rounds(work)
    juror, team = _pair(work, ref, code)
    rows = _visits(work, juror, team)
    if not note_pair(work, juror.id, team.id, words):
        raise Conflict("judging.conflict_known", "team", juror=ref, team=code)
    keep_reason(work, DECLARED, juror.id, words, team.id)
    work.emit(ConflictNoted(juror_id=juror.id, team_id=team.id))
    freed = [row for row in rows if row.state in (PLANNED, SKIPPED) and row.round_id not in frozen]
    for row in freed:
        # The words stay at the desk: a visit's reason is what its juror reads on the phone.
        row.state, row.reason, row.version = CONFLICT, "", row.version + 1
        who = {"juror_id": juror.id, "team_id": team.id}
        work.emit(ConflictDeclared(visit_id=row.id, round_id=row.round_id, **who))
    work.session.flush()
    return {"juror": ref, "team": code, "freed": len(freed), "marked": sum(row.state == DONE for row in rows)}


def lift_conflict(work: Work, ref: str, code: str, reason: str) -> dict[str, Any]:
    """Take back what the desk declared by mistake; a visit that nobody has yet goes back to the juror, if they can.

    Raises:
        Conflict("judging.conflict_gone"): nothing is declared of the two.
        Conflict("judging.conflict_juror"): the juror said so; it is theirs to take back.
        The codes of `declare_for` about who and why.
    """
    words = reason_words(reason)
    frozen = _rounds(work)
    juror, team = _pair(work, ref, code)
    rows = _visits(work, juror, team)
    own = (ConflictOfInterest.juror_id == juror.id, ConflictOfInterest.team_id == team.id)
    if work.session.execute(select(ConflictOfInterest.id).where(*own)).first() is None:
        raise Conflict("judging.conflict_gone")
    if not is_of_desk(work.session, juror.id, team.id):
        raise Conflict("judging.conflict_juror")
    work.session.execute(delete(ConflictOfInterest).where(*own).execution_options(synchronize_session=False))
    keep_reason(work, LIFTED, juror.id, words, team.id)
    work.emit(ConflictLifted(juror_id=juror.id, team_id=team.id))
    waiting = [row for row in rows if row.state == CONFLICT and row.round_id not in frozen]
    return {"juror": ref, "team": code, "given": sum(give_back(work, row) for row in waiting)}


def note_pair(work: Work, juror_id: int, team_id: int, words: str) -> bool:
    """Keep that a juror must not judge a team; False when it is known already, and its first reason stays."""
    own = (ConflictOfInterest.juror_id == juror_id, ConflictOfInterest.team_id == team_id)
    if work.session.execute(select(ConflictOfInterest.id).where(*own)).first():
        return False
    row = {"juror_id": juror_id, "team_id": team_id, "reason": words, "declared_at": work.now}
    work.session.execute(insert(ConflictOfInterest), [row])
    return True


def _rounds(work: Work) -> set[int]:
    """Return the jury's rounds that are over; all of them are ours until the commit, like a plan's."""
    prepare(work)
    wanted = select(Round).where(Round.edition_id == work.edition_id, Round.panel == JURY).order_by(Round.place)
    rows = work.session.execute(wanted.with_for_update()).scalars()
    return {row.id for row in rows if row.state == FROZEN}


def _pair(work: Work, ref: str, code: str) -> tuple[Juror, Team]:
    wanted = select(Juror).where(Juror.edition_id == work.edition_id, Juror.panel == JURY, Juror.ref == ref)
    juror = work.session.execute(wanted).scalar_one_or_none()
    if juror is None:
        raise Invalid("judging.juror_unknown", "juror")
    named = select(Team).where(Team.edition_id == work.edition_id, Team.code == code)
    team = work.session.execute(named).scalar_one_or_none()
    if team is None:
        raise Invalid("judging.team", "team")
    return juror, team


def _visits(work: Work, juror: Juror, team: Team) -> Sequence[Visit]:
    wanted = select(Visit).where(Visit.juror_id == juror.id, Visit.team_id == team.id).order_by(Visit.id)
    return work.session.execute(wanted.with_for_update().execution_options(populate_existing=True)).scalars().all()
