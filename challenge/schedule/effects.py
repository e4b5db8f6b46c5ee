"""The port of effects: what a moment of the schedule does, said by the rooms that do it before it happens."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from challenge.schedule.queries import MilestoneLine
from challenge.schedule.rules import Transition


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """One thing that happens at a moment, as it would happen now.

    Fields:
        code: its sentence is `effect:<code>` of the catalogues.
        values: what the sentence names.
        titles: by language, what it calls `%(title)s`, where somebody gave it a name.
        term: text of the catalogues that says `%(title)s` where nobody did; "" when it calls nothing so.
        people: how many persons see or are told something new; 0 for nobody in person.
        path: page of the edition that shows more of it; "" for none.
    """

    code: str
    values: Mapping[str, str | int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    term: str = ""
    people: int = 0
    path: str = ""

    def filled(self, locale: str, text: Callable[[str], str]) -> dict[str, str | int]:
        """Return the values of its sentence in a language; `text` gives texts of the catalogues in it."""
        title = self.titles.get(locale) or (text(self.term) if self.term else "")
        return {**self.values, **({"title": title} if title else {})}


Moment = tuple[int, Transition]
"""A milestone's inside name and what happens to it."""

Source = Callable[[Session, int, Sequence[MilestoneLine]], Iterable[tuple[Moment, Effect]]]
"""Says what the moments of some milestones of an edition do in one room."""

_SOURCES: list[Source] = []


def register(sources: Iterable[Source]) -> None:
    """Take what all rooms say; the composition root calls it once, in the order of the rooms."""
    _SOURCES[:] = sources


def effects_of(session: Session, edition_id: int, lines: Sequence[MilestoneLine]) -> dict[Moment, list[Effect]]:
    """Return what the moments of milestones do, in the order of the rooms; moments that only show are absent."""
    found: dict[Moment, list[Effect]] = defaultdict(list)
    for source in _SOURCES if lines else ():
        for moment, effect in source(session, edition_id, lines):
            found[moment].append(effect)
    return dict(found)
