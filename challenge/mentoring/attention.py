"""What the help queue brings before the organisers: requests that nobody took in time."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.mentoring.models import HelpRequest
from challenge.mentoring.rules import State


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    beyond = select(func.count(HelpRequest.id)).where(
        HelpRequest.edition_id == scope.edition_id,
        HelpRequest.state == State.WAITING,
        HelpRequest.due_at <= scope.now,
    )
    yield Watch("mentoring.beyond", "help?beyond=1", beyond, is_urgent=True)
