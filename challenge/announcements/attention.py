"""What announcements bring before the organisers: those that came too long ago and wait for a word."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from challenge.announcements.queries import held_count
from challenge.editions.attention import Scope, Watch


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    yield Watch("announcements.held", "desk/announcements", held_count(scope.edition_id), is_urgent=True)
