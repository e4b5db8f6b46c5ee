"""What the sheets say: the ranking of a round from what is stored now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.judging.models import DONE, FINALISTS, FROZEN, Juror, Reveal, Round, Visit
from challenge.judging.queries import rubric_of
from challenge.judging.rules.ranking import Visit as Scored
from challenge.judging.rules.ranking import rank_projects
from challenge.judging.rules.scoring import points_range
from challenge.judging.snapshots import Standings, from_json
from challenge.teams.models import Team


def shown_standings(session: Session, edition_id: int, turn: Round) -> Standings:
    """Return a round's ranking: as it was frozen, else as the sheets stand now."""
    if turn.state == FROZEN and turn.ranking is not None:
        return from_json(turn.ranking)
    return standings(session, edition_id, turn)


def standings(session: Session, edition_id: int, turn: Round) -> Standings:
    """Rank a round's teams from the sheets that are stored now; jurors set aside do not count. Four statements."""
    codes = _codes(session, edition_id, turn)
    bounds = points_range(rubric_of(session, turn.rubric_id))
    return Standings(rank_projects(codes, _counted(session, turn, codes), bounds), bounds)


def counted_visits(session: Session, edition_id: int, turn: Round) -> list[Scored]:
    """Return the sheets that a round's ranking counts: all that are done, but of jurors set aside. Three statements."""
    return _counted(session, turn, _codes(session, edition_id, turn))


def _counted(session: Session, turn: Round, codes: set[str]) -> list[Scored]:
    wanted = (
        select(Juror.ref, Team.code, Visit.total)
        .join(Juror, Juror.id == Visit.juror_id)
        .join(Team, Team.id == Visit.team_id)
        .where(Visit.round_id == turn.id, Visit.state == DONE, Juror.set_aside.is_(False))
    )
    return [Scored(row[0], row[1], row[2] or 0.0) for row in session.execute(wanted) if row[1] in codes]


def _codes(session: Session, edition_id: int, turn: Round) -> set[str]:
    rows = session.execute(select(Team.id, Team.code).where(Team.edition_id == edition_id)).all()
    if turn.teams != FINALISTS:
        return {row.code for row in rows}
    stored = select(Reveal.finalists).where(Reveal.edition_id == edition_id)
    finalists = set(session.execute(stored).scalar_one_or_none() or ())
    return {row.code for row in rows if row.id in finalists}
