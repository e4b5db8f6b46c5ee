"""What the sheets say: the ranking of a round from what is stored now."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.cuts import entrants
from challenge.judging.models import DONE, FROZEN, Juror, Mark, Round, Visit
from challenge.judging.models import Criterion as Marked
from challenge.judging.queries import rubric_of
from challenge.judging.rules.ranking import Visit as Scored
from challenge.judging.rules.ranking import rank_projects
from challenge.judging.rules.scoring import Criterion, marks_apart, points_range
from challenge.judging.snapshots import Standings, from_json
from challenge.judging.withdrawn import withdrawn_teams
from challenge.teams.models import Team


def shown_standings(session: Session, edition_id: int, turn: Round) -> Standings:
    """Return a round's ranking: as it was frozen, else as the sheets stand now."""
    if turn.state == FROZEN and turn.ranking is not None:
        return from_json(turn.ranking)
    return standings(session, edition_id, turn)


def standings(session: Session, edition_id: int, turn: Round) -> Standings:
    """Rank a round's teams from the sheets that are stored now; what is set aside and teams that are out do not count.

    Five statements.
    """
    codes = _codes(session, edition_id, turn)
    rubric = rubric_of(session, turn.rubric_id)
    bounds = points_range(rubric)
    return Standings(rank_projects(codes, _counted(session, turn, codes, rubric), bounds), bounds)


def counted_visits(session: Session, edition_id: int, turn: Round) -> list[Scored]:
    """Return the sheets that a round's ranking counts: not what is set aside, nor those of teams that are out.

    Five statements.
    """
    return _counted(session, turn, _codes(session, edition_id, turn), rubric_of(session, turn.rubric_id))


def _counted(session: Session, turn: Round, codes: set[str], rubric: Sequence[Criterion]) -> list[Scored]:
    wanted = (
        select(Visit.id, Juror.ref, Team.code, Visit.total)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.round_id == turn.id, Visit.state == DONE, Juror.set_aside.is_(False), Visit.set_aside.is_(False))
    )
    marks = _marks(session, turn)
    return [
        Scored(row[1], row[2], row[3] or 0.0, marks_apart(marks[row[0]], rubric))
        for row in session.execute(wanted)
        if row[2] in codes
    ]


def _marks(session: Session, turn: Round) -> dict[int, dict[str, object]]:
    """Return the marks of a round's sheets by visit and code of criterion."""
    wanted = (
        select(Mark.visit_id, Marked.code, Mark.value)
        .join(Marked, Marked.id == Mark.criterion_id)
        .join(Visit, Visit.id == Mark.visit_id)
        .where(Visit.round_id == turn.id, Visit.state == DONE)
    )
    found: dict[int, dict[str, object]] = {}
    for visit_id, code, value in session.execute(wanted):
        found.setdefault(visit_id, {})[code] = value
    return found


def _codes(session: Session, edition_id: int, turn: Round) -> set[str]:
    judged = (Team.edition_id == edition_id, Team.id.not_in(withdrawn_teams(edition_id)))
    rows = session.execute(select(Team.id, Team.code).where(*judged)).all()
    entered = entrants(session, turn)
    return {row.code for row in rows if entered is None or row.id in entered}
