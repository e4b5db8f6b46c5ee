"""What the house itself brings before the organisers: facts that could not be delivered."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from challenge.editions.attention import Scope, Watch
from challenge.kernel.relay import Parked


def watches(_session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched."""
    stuck = select(func.count(Parked.seq)).where(Parked.edition_id == scope.edition_id)
    yield Watch("control.parked", "desk/parked", stuck)
