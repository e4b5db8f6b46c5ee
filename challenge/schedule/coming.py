"""What will happen: every moment that has not been reached, in order, with what it does. Reads alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from challenge.schedule.effects import Effect, effects_of
from challenge.schedule.models import Milestone, MilestoneFiring
from challenge.schedule.queries import MilestoneLine, held_moments, lines
from challenge.schedule.rules import Transition


class Standing(StrEnum):
    """Where a moment stands that has not been reached."""

    AHEAD = "ahead"
    DUE = "due"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Coming:
    """A moment to come. `due` means that its time has come and nobody has fired it yet."""

    line: MilestoneLine
    transition: Transition
    at: datetime
    standing: Standing
    effects: Sequence[Effect]


def coming(session: Session, edition_id: int, now: datetime) -> list[Coming]:
    """Return every moment to come, in the order in which they fire, as they would be if nothing changed from now on.

    How many people an effect tells is counted now; audiences are asked again at their moment.

    Args:
        session: for reading; nothing is written.
        edition_id: the scope.
        now: the edition's instant.
    """
    rows = lines(session, edition_id)
    done, held = _done(session, edition_id), held_moments(session)
    does = effects_of(session, edition_id, rows)
    found = []
    for line in rows:
        for transition, at in line.moments().transitions():
            if (line.id, transition.value) in done:
                continue
            is_held = (line.id, transition.value) in held
            standing = Standing.WAITING if is_held else Standing.DUE if at <= now else Standing.AHEAD
            found.append(Coming(line, transition, at, standing, does.get((line.id, transition), ())))
    # As `queries.pending` has it: by time, then by milestone, then in the order of a milestone's life.
    return sorted(found, key=lambda one: (one.at, one.line.id))


def _done(session: Session, edition_id: int) -> set[tuple[int, str]]:
    """Return which moments of the present versions have been reached or skipped."""
    same = and_(MilestoneFiring.milestone_id == Milestone.id, MilestoneFiring.version == Milestone.version)
    wanted = select(Milestone.id, MilestoneFiring.transition).join(MilestoneFiring, same)
    return {(row[0], row[1]) for row in session.execute(wanted.where(Milestone.edition_id == edition_id))}
