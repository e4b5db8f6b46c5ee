"""A team's sheet of the school follows its coach as long as it is not made."""

from sqlalchemy import delete, select

from challenge.judging.assessments import Asked, ask_of, markers_of
from challenge.judging.events import PanelAsked, VisitWithdrawn
from challenge.judging.models import CONFLICT, FROZEN, PLANNED, SCHOOL, SKIPPED, Juror, Reveal, Round, Visit, VisitEdit
from challenge.judging.moving import hand_over
from challenge.kernel.events import Stored
from challenge.kernel.relay import Listener
from challenge.kernel.work import Work
from challenge.teams.models import Team
from challenge.teams.table_events import TeamCoached


def follow_coach(work: Work, stored: Stored) -> None:
    """Give the unmade sheet of a former coach to the one the team has now; a made sheet stays as it is.

    A team about which nobody is asked gets its new coach; while it has none, its sheet is asked of nobody. By the
    present coach and not by the fact's: between two changes in a row nobody is asked in vain.
    """
    event = stored.event
    assert isinstance(event, TeamCoached)
    turn, team = _asked_round(work), work.session.get(Team, event.team_id)
    if turn is None or team is None or team.staff_at is None or team.coach_id == event.former_id:
        return
    left = _unmade(work, turn, team.id, event.former_id)
    if left is None:
        _ask_coach(work, turn, team)
    elif team.coach_id is None or _visit(work, turn, team.id, team.coach_id) is not None:
        _take_off(work, left)
    else:
        _give(work, turn, left, team.coach_id)


def _asked_round(work: Work) -> Round | None:
    """Return the school's round while sheets can still be made in it; nobody else changes it until the commit."""
    public = select(Reveal.public_at).where(Reveal.edition_id == work.edition_id)
    wanted = select(Round).where(Round.edition_id == work.edition_id, Round.panel == SCHOOL, Round.state != FROZEN)
    turn = work.session.execute(wanted.with_for_update()).scalar_one_or_none()
    return None if work.session.execute(public).scalar_one_or_none() else turn


def _unmade(work: Work, turn: Round, team_id: int, account_id: int) -> Visit | None:
    found = _visit(work, turn, team_id, account_id)
    return found if found is not None and found.state in (PLANNED, SKIPPED) else None


def _visit(work: Work, turn: Round, team_id: int, account_id: int) -> Visit | None:
    wanted = select(Visit).join(Juror, Juror.id == Visit.juror_id)
    wanted = wanted.where(Visit.round_id == turn.id, Visit.team_id == team_id, Juror.account_id == account_id)
    return work.session.execute(wanted).scalar_one_or_none()


def _ask_coach(work: Work, turn: Round, team: Team) -> None:
    """Ask the coach of a team about which nobody is asked."""
    anybody = select(Visit.id).where(Visit.round_id == turn.id, Visit.team_id == team.id, Visit.state != CONFLICT)
    if team.coach_id is not None and work.session.execute(anybody.limit(1)).first() is None:
        ask_of(work, turn, [Asked(team.coach_id, team.id)])


def _give(work: Work, turn: Round, row: Visit, coach_id: int) -> None:
    """Let the coach make the sheet; words of the former one about it go."""
    juror_id = markers_of(work, SCHOOL, [Asked(coach_id, row.team_id)])[coach_id]
    row.comment = ""
    hand_over(work, row, work.session.get_one(Juror, juror_id), row.slot, "")
    work.emit(PanelAsked(round_id=turn.id, visit_ids=[row.id], juror_ids=[juror_id]))


def _take_off(work: Work, row: Visit) -> None:
    """Ask for a sheet no more, unless it was made once: what it was then is kept with it."""
    if work.session.execute(select(VisitEdit.id).where(VisitEdit.visit_id == row.id)).first():
        return
    work.session.execute(delete(Visit).where(Visit.id == row.id).execution_options(synchronize_session=False))
    work.emit(VisitWithdrawn(visit_id=row.id, round_id=row.round_id, juror_id=row.juror_id, team_id=row.team_id))


LISTENER = Listener("judging.coaches", {TeamCoached: follow_coach})
