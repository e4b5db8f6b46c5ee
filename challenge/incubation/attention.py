"""What decisions bring before the organisers: teams whose partner has not decided when it was due."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.incubation.decisions import deciding, undecided_count


def watches(session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched; nothing before it is due."""
    asked = deciding(session, scope.edition_id)
    if asked is not None and scope.now >= asked.due:
        yield Watch("incubation.undecided", "desk/decisions?show=missing", undecided_count(scope.edition_id))
