"""Reads of what waits for the desk's word."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.editions.models import Edition
from challenge.schedule.lateness import limit_of
from challenge.schedule.queries import MilestoneLine, held_moments, lines
from challenge.schedule.rules import Transition


@dataclass(frozen=True, slots=True)
class Waiting:
    """A moment that waits; `is_first`: nothing that it comes after waits, so that a word may be said on it."""

    line: MilestoneLine
    transition: Transition
    at: datetime
    is_first: bool


def waiting(session: Session, edition_id: int) -> list[Waiting]:
    """Return what waits for the desk's word in an edition, in the order in which it should have come."""
    held = held_moments(session)
    found = [
        (at, place, line, transition)
        for place, line in enumerate(lines(session, edition_id))
        for transition, at in line.moments().transitions()
        if (line.id, transition.value) in held
    ]
    # Moments of one milestone at the same instant stay in the order of its life: sorting keeps it.
    found.sort(key=lambda one: one[:2])
    seen: set[int] = set()
    answer = []
    for at, _, line, transition in found:
        answer.append(Waiting(line, transition, at, not {line.id, line.opens_after_id} & seen))
        seen.add(line.id)
    return answer


def waiting_mark(rows: Sequence[Waiting]) -> str:
    """Return a mark of what waits: another one as soon as anything comes, goes or is moved."""
    told = ",".join(f"{one.line.id}:{one.transition}:{one.line.version}" for one in rows)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


def limit_minutes(session: Session, edition_id: int) -> int:
    """Return how many minutes late a moment may be and still fire by itself."""
    settings = session.execute(select(Edition.settings).where(Edition.id == edition_id)).scalar_one()
    return round(limit_of(settings).total_seconds() / 60)
