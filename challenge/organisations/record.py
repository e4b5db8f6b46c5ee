"""What an organisation did over the editions: counts that the rooms above give, read in one statement."""

from collections.abc import Callable, Collection, Iterable

from sqlalchemy import Select, literal, union_all
from sqlalchemy.orm import Session

Source = Callable[[int], Iterable[tuple[str, Select[int, int]]]]
"""Gives, for an organisation, pairs of a code and a statement of (edition number, count)."""

CODES = ("posted", "confirmed", "teams", "interests")
"""The counts, in the order they are shown."""

_SOURCES: list[Source] = []


def register(sources: Iterable[Source]) -> None:
    """Take the sources of all rooms; the composition root calls it once."""
    _SOURCES[:] = list(sources)


def record_of(session: Session, organisation_id: int, edition_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """Return per edition what an organisation did there, by code; only in the given editions."""
    parts = [
        wanted.add_columns(literal(code).label("code"))
        for source in _SOURCES
        for code, wanted in source(organisation_id)
    ]
    found: dict[int, dict[str, int]] = {}
    for edition_id, count, code in session.execute(union_all(*parts)) if parts else ():
        if edition_id in edition_ids and count:
            found.setdefault(edition_id, dict.fromkeys(CODES, 0))[code] = count
    return found
