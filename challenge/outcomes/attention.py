"""What outcome records bring before the organisers: teams without one once the survey's window is over."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.outcomes.models import OutcomeClosing
from challenge.outcomes.queries import KNOWN, SURVEY, lacks_record
from challenge.schedule.models import Milestone
from challenge.teams.models import Team


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched; nothing once the records are closed."""
    ends = func.coalesce(Milestone.lock_at, Milestone.due_at, Milestone.ends_at)
    over = select(func.max(ends)).where(
        Milestone.edition_id == scope.edition_id, Milestone.kind == SURVEY, Milestone.cancelled_at.is_(None)
    )
    closed = exists().where(OutcomeClosing.edition_id == scope.edition_id)
    missing = select(func.count(Team.id)).where(
        *lacks_record(scope.edition_id), KNOWN, over.scalar_subquery() <= scope.now, ~closed
    )
    yield Watch("outcomes.missing", "desk/outcomes?show=missing", missing)
