"""What the schedule brings before the organisers: moments that wait for a word, steps of the server's clock."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.schedule.queries import held_count
from challenge.schedule.stepping import unseen_count


def watches(session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    yield Watch("schedule.held", "desk/schedule#waiting", held_count(scope.edition_id), is_urgent=True)
    yield Watch("schedule.stepped", "desk/schedule#steps", unseen_count(session, scope.edition_id))
