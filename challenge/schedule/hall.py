"""The port of the hall: where a milestone can take place, said by the room that seats teams."""

from collections.abc import Callable, Mapping

from sqlalchemy.orm import Session

from challenge.kernel.kept import kept
from challenge.web.language import spoken

Source = Callable[[Session, int], Mapping[str, str]]
"""Says the zones of an edition's hall in their order: the name of each ("" for none) by its code."""

_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Take who knows the hall; the composition root calls it once."""
    _SOURCES[:] = [source]


def hall_zones(session: Session, edition_id: int) -> Mapping[str, str]:
    """Return the name of each zone of an edition's hall ("" for none) by its code, in the order of the hall.

    One statement; none while nothing has changed.
    """
    return kept(session, ("schedule.hall", edition_id), lambda: dict(_SOURCES[0](session, edition_id)))


def zone_label(zones: Mapping[str, str], code: str, locale: str) -> str:
    """Return how a zone reads as a place, also one that the hall has no more; "" for no zone."""
    if not code:
        return ""
    return " ".join(part for part in (spoken().text(locale, "Zone %(name)s", {"name": code}), zones.get(code)) if part)
