"""What deliverables bring before the organisers: teams that missed a deadline, and uploads that were refused."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.schedule.models import Milestone
from challenge.submissions.models import Deliverable, Extension, RefusedAttempt, Submission
from challenge.teams.models import Team


def _missed(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on a deliverable that a team should have handed in and did not; an extension counts."""
    handed = exists().where(Submission.team_id == Team.id, Submission.deliverable_id == Deliverable.id)
    longer = exists().where(
        Extension.team_id == Team.id, Extension.deliverable_id == Deliverable.id, Extension.until > now
    )
    # Two levels above: left to itself the statement would ask whether any team handed in, and count nobody's misses.
    handed, longer = (one.correlate(Team, Deliverable) for one in (handed, longer))
    due = func.coalesce(Milestone.due_at, Milestone.ends_at) <= now
    return Deliverable.edition_id == Team.edition_id, Milestone.cancelled_at.is_(None), due, ~handed, ~longer


def missed_count(now: datetime) -> ScalarSelect[int]:
    """Return, for each team of a statement, how many deliverables it missed."""
    counted = select(func.count(Deliverable.id)).join(Milestone, Milestone.id == Deliverable.milestone_id)
    return counted.where(*_missed(now)).correlate(Team).scalar_subquery()


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    missing = select(func.count(Team.id)).where(
        Team.edition_id == scope.edition_id, Team.published_at.is_not(None), Team.size > 0, missed_count(scope.now) > 0
    )
    yield Watch("submissions.missing", "desk/hall?state=missing", missing, is_urgent=True)
    refused = select(func.count(RefusedAttempt.id)).where(RefusedAttempt.edition_id == scope.edition_id)
    yield Watch("submissions.refused", "desk/submissions", refused)
