"""What problems bring before the organisers: those that wait for an answer."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.problems.models import Problem


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    waiting = select(func.count(Problem.id)).where(
        Problem.edition_id == scope.edition_id, Problem.status == "submitted"
    )
    yield Watch("problems.waiting", "desk/problems?status=submitted", waiting)
