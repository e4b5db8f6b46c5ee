"""The port of capacities: what an edition asks for beyond what it has, said by the rooms that know."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Moments


@dataclass(frozen=True, kw_only=True, slots=True)
class Shortage:
    """One thing that does not fit.

    Fields:
        code: its sentence is `capacity:<code>` of the catalogues.
        values: what the sentence names.
        titles: by language, what it calls `%(title)s`; empty when it calls nothing so.
        path: page of the edition where it is mended.
    """

    code: str
    values: Mapping[str, str | int]
    titles: Mapping[str, str] = field(default_factory=dict)
    path: str

    def filled(self, locale: str) -> dict[str, str | int]:
        """Return the values of its sentence in a language."""
        title = {"title": self.titles[locale]} if self.titles else {}
        return {**self.values, **title}


Source = Callable[[Session, int, Sequence[MilestoneLine]], Iterable[Shortage]]
"""Says what does not fit in one room, the milestones being at these times; at most two statements."""

_SOURCES: list[Source] = []


def register(sources: Iterable[Source]) -> None:
    """Take what all rooms say; the composition root calls it once, in the order of the rooms."""
    _SOURCES[:] = sources


def shortages(
    session: Session, edition_id: int, lines: Sequence[MilestoneLine], moved: Mapping[int, Moments] | None = None
) -> list[Shortage]:
    """Return what does not fit, in the order of the rooms.

    Args:
        session: for reading.
        edition_id: the scope.
        lines: the milestones of the edition.
        moved: other times that some of them would have, by inside name.
    """
    at = moved or {}
    placed = [_at(line, at[line.id]) if line.id in at else line for line in lines]
    return [one for source in _SOURCES for one in source(session, edition_id, placed)]


def _at(line: MilestoneLine, times: Moments) -> MilestoneLine:
    return replace(line, starts_at=times.starts, ends_at=times.ends, due_at=times.due, lock_at=times.lock)
