"""What agreements bring before the organisers: people who are expected and have not signed."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from challenge.agreements.queries import unsigned_count
from challenge.editions.attention import Scope, Watch


def watches(session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched. Who owes what is worked out person by person, so it is counted here."""
    yield Watch("agreements.unsigned", "desk/agreements", unsigned_count(session, scope.edition_id))
