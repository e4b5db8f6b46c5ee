"""What dues bring before the organisers: confirmed problems that do not enter the hall."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from challenge.dues.queries import kept_out
from challenge.editions.attention import Scope, Watch


def watches(session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    yield Watch("dues.kept_out", "desk/dues", len(kept_out(session, scope.edition_id)))
