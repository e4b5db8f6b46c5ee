"""What rooms bring before the organisers: numbers that should be zero, each with the list behind it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Scope:
    """What is asked about.

    Fields:
        now: the edition's instant.
        silent_since: who has done nothing since is silent; None while nobody can be.
        drafts: True for organisers, whose teams count before the staff knows them.
    """

    edition_id: int
    now: datetime
    silent_since: datetime | None
    drafts: bool


@dataclass(frozen=True, slots=True)
class Watch:
    """One number.

    Fields:
        code: its sentence is the plural text `attention:<code>` of the catalogues, with `%(num)s`.
        path: the list behind it, below the edition.
        count: a statement that gives it; all of them are run as one. A number costs its room statements of its own.
        is_urgent: True for what somebody waits for now.
    """

    code: str
    path: str
    count: Select[Any] | int
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """A number that is not zero."""

    code: str
    path: str
    count: int
    is_urgent: bool


Source = Callable[[Session, Scope], Iterable[Watch]]
"""Says what one room watches."""

_SOURCES: list[Source] = []


def register(sources: Iterable[Source]) -> None:
    """Take what all rooms watch; the composition root calls it once, in the order of the rooms."""
    _SOURCES[:] = sources


def concerns(session: Session, scope: Scope) -> list[Concern]:
    """Return what needs attention, urgent things first, then in the order of the rooms; one statement counts all."""
    watched = [one for source in _SOURCES for one in source(session, scope)]
    asked = [one.count.scalar_subquery() for one in watched if isinstance(one.count, Select)]
    counted = iter(session.execute(select(*asked)).one() if asked else ())
    found = [
        Concern(one.code, one.path, int(next(counted) if isinstance(one.count, Select) else one.count), one.is_urgent)
        for one in watched
    ]
    return sorted((one for one in found if one.count), key=lambda one: not one.is_urgent)
