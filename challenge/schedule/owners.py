"""The port of project owners: who goes on with a project after the edition, said by the room that knows."""

from collections.abc import Callable, Collection, Iterable, Sequence

from sqlalchemy.orm import Session

from challenge.schedule.shifting import OWNERS

Source = Callable[[Session, int], Collection[int]]
"""Says which accounts of an edition these are; one statement."""

_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Take who knows them; the composition root calls it once."""
    _SOURCES[:] = [source]


def owners_of(session: Session, edition_id: int, audiences: Iterable[Sequence[str]]) -> frozenset[int]:
    """Return the accounts that own a project of an edition; none, and nothing is read, when no audience means them."""
    if not any(OWNERS in one for one in audiences):
        return frozenset()
    return frozenset(_SOURCES[0](session, edition_id))
