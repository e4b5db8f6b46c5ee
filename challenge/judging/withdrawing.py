"""Teams that are not judged any more: nobody is sent to them, their sheets are kept and do not count."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from challenge.judging.events import TeamReturned, TeamWithdrawn, VisitSkipped, VisitWithdrawn
from challenge.judging.freezing import take_ranking
from challenge.judging.models import FROZEN, JURY, PLANNED, SKIPPED, Round, Visit, VisitEdit, WithdrawnTeam
from challenge.judging.moving import renumber
from challenge.judging.preparing import locked_reveal
from challenge.judging.reasoning import drop_idle_decisions, reason_words
from challenge.kernel.errors import Conflict, NotFound
from challenge.kernel.work import Work
from challenge.teams.models import Team


def withdraw_team(work: Work, code: str, reason: str) -> dict[str, Any]:
    """Judge a team no more: its open visits are off, its sheets are kept and do not count, it has no place.

    Rankings that were taken are taken again. What school and partners mark is not touched: they say how a team worked.
    A team that is out already stays so, with its first reason.

    Args:
        work: by an organiser or chair.
        code: the team.
        reason: why, in at most 200 characters; it can be forgotten and stays out of the log.

    Returns:
        `team`, and `visits` that are off.

    Raises:
        NotFound("judging.team"): no such team.
        Invalid("judging.reason_missing"): without a word why.
        Conflict("judging.public"): the results are public.
    """
    words = reason_words(reason)
    rounds, team = _rounds(work), _team(work, code)
    if _out(work, team.id) is not None:
        return {"team": code, "visits": 0}
    row = WithdrawnTeam(edition_id=work.edition_id, team_id=team.id, reason=words, withdrawn_by=work.actor.account_id)
    row.withdrawn_at = work.now
    work.add(row)
    visits = sum(_take_off(work, turn, team.id) for turn in rounds if turn.state != FROZEN)
    _rank_again(work, rounds)
    work.emit(TeamWithdrawn(team_id=team.id))
    return {"team": code, "visits": visits}


def return_team(work: Work, code: str) -> dict[str, Any]:
    """Judge a team again: its sheets count again; its visits come back with the next plan of the round.

    Raises:
        NotFound("judging.team"), Conflict("judging.public").
    """
    rounds, team = _rounds(work), _team(work, code)
    row = _out(work, team.id)
    if row is not None:
        row.returned_at = work.now
        work.session.flush()
        _rank_again(work, rounds)
        work.emit(TeamReturned(team_id=team.id))
    return {"team": code}


def _rounds(work: Work) -> Sequence[Round]:
    """Return the jury's rounds, which nobody changes until the commit.

    Raises:
        Conflict("judging.public"): they say what everybody has read.
    """
    if locked_reveal(work).public_at is not None:
        raise Conflict("judging.public")
    wanted = select(Round).where(Round.edition_id == work.edition_id, Round.panel == JURY).order_by(Round.place)
    return work.session.execute(wanted.with_for_update()).scalars().all()


def _team(work: Work, code: str) -> Team:
    wanted = select(Team).where(Team.edition_id == work.edition_id, Team.code == code)
    found = work.session.execute(wanted).scalar_one_or_none()
    if found is None:
        raise NotFound("judging.team", "team")
    return found


def _out(work: Work, team_id: int) -> WithdrawnTeam | None:
    own = (WithdrawnTeam.team_id == team_id, WithdrawnTeam.returned_at.is_(None))
    return work.session.execute(select(WithdrawnTeam).where(*own)).scalar_one_or_none()


def _take_off(work: Work, turn: Round, team_id: int) -> int:
    """Take the waiting visits to a team off a round's plan; one that had a sheet once is passed over, for its history.

    Returns how many.
    """
    waiting = (Visit.round_id == turn.id, Visit.team_id == team_id, Visit.state.in_((PLANNED, SKIPPED)))
    rows = work.session.execute(select(Visit).where(*waiting).order_by(Visit.id)).scalars().all()
    told = select(VisitEdit.visit_id).where(VisitEdit.visit_id.in_([row.id for row in rows]))
    with_history = set(work.session.execute(told).scalars())
    for row in rows:
        if row.id in with_history:
            row.state, row.version = SKIPPED, row.version + 1
            work.emit(VisitSkipped(visit_id=row.id, round_id=turn.id))
        else:
            work.session.execute(delete(Visit).where(Visit.id == row.id).execution_options(synchronize_session=False))
            who = {"juror_id": row.juror_id, "team_id": team_id}
            work.emit(VisitWithdrawn(visit_id=row.id, round_id=turn.id, **who))
    drop_idle_decisions(work)
    renumber(work, turn.id, {row.juror_id for row in rows})
    return len(rows)


def _rank_again(work: Work, rounds: Sequence[Round]) -> None:
    for turn in rounds:
        if turn.state == FROZEN:
            take_ranking(work, turn.id)
