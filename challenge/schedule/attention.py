"""What the schedule brings before the organisers: moments that came too long ago and wait for a word."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.schedule.queries import held_count


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    yield Watch("schedule.held", "desk/schedule#waiting", held_count(scope.edition_id), is_urgent=True)
