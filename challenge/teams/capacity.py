"""What does not fit in the hall: more teams than tables."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.schedule.capacity import Shortage
from challenge.schedule.queries import MilestoneLine
from challenge.teams.hall import hall_of
from challenge.teams.models import Team


def shortages(session: Session, edition_id: int, _lines: Sequence[MilestoneLine]) -> Iterator[Shortage]:
    """Say how many teams have no table."""
    wanted = select(func.count(Team.id)).where(Team.edition_id == edition_id, Team.size > 0)
    teams = session.execute(wanted).scalar_one()
    tables = sum(zone.tables for zone in hall_of(session, edition_id, teams))
    if teams > tables:
        yield Shortage(code="tables", values={"teams": teams, "tables": tables}, path="desk/teams/tables")
