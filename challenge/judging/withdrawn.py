"""Which teams are not judged any more."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from challenge.judging.models import WithdrawnTeam
from challenge.teams.models import Team


@dataclass(frozen=True, slots=True)
class WithdrawnLine:
    """A team that is out, as the desk sees it."""

    code: str
    name: str
    reason: str
    at: datetime


def withdrawn_teams(edition_id: int) -> Select[int]:
    """Return the question which teams of an edition are out, by id, to be put into another statement."""
    own = (WithdrawnTeam.edition_id == edition_id, WithdrawnTeam.returned_at.is_(None))
    return select(WithdrawnTeam.team_id).where(*own)


def withdrawn_lines(session: Session, edition_id: int) -> list[WithdrawnLine]:
    """Return the teams that are out, by code; one statement."""
    wanted = (
        select(Team.code, Team.name, WithdrawnTeam.reason, WithdrawnTeam.withdrawn_at)
        .join(Team, Team.id == WithdrawnTeam.team_id)
        .where(WithdrawnTeam.edition_id == edition_id, WithdrawnTeam.returned_at.is_(None))
        .order_by(Team.code)
    )
    return [WithdrawnLine(*row) for row in session.execute(wanted)]
