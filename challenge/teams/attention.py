"""What teams bring before the organisers: those that are silent, and those without a coach."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.kernel.log import EventLog
from challenge.teams.models import Team, TeamMember


def is_silent(since: datetime) -> ColumnElement[bool]:
    """Return the condition that no member of a team did anything that is in the log since an instant.

    Whoever was seated at a table only then is not called silent.
    """
    lived = (
        exists()
        .where(TeamMember.team_id == Team.id, EventLog.actor_id == TeamMember.account_id)
        .where(EventLog.edition_id == Team.edition_id, EventLog.at > since)
    )
    return (Team.published_at <= since) & (Team.size > 0) & ~lived


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    own = select(func.count(Team.id)).where(Team.edition_id == scope.edition_id)
    if scope.silent_since is not None:
        yield Watch("teams.silent", "desk/hall?state=silent", own.where(is_silent(scope.silent_since)), is_urgent=True)
    alone = own.where(Team.coach_id.is_(None), Team.size > 0)
    yield Watch("teams.alone", "desk/teams", alone if scope.drafts else alone.where(Team.staff_at.is_not(None)))
