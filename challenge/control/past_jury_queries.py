"""Reads of the jury as it was: the plan of its open rounds beside what the log says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from challenge.control.past_conflicts import given_up
from challenge.control.past_jury import Jury
from challenge.control.past_visits import Kept, Then
from challenge.judging.models import Juror, Visit


@dataclass(frozen=True, slots=True)
class Turns:
    """What the jury was doing.

    Fields:
        visits: of the rounds that were open, as far as they are known.
        silent, late: jurors.
        given_up: visits that a conflict of interest took away and nobody had yet.
        conflicts: round, juror and team of these and others.
        are_jurors_known: nothing was changed since that hides somebody who was silent or late.
    """

    visits: Sequence[Then]
    silent: Sequence[int]
    late: Sequence[int]
    given_up: Sequence[int]
    conflicts: Mapping[int, tuple[int, int, int]]
    are_jurors_known: bool


def turns_then(session: Session, edition_id: int, jury: Jury, rounds: Sequence[int], at: datetime) -> Turns:
    """Return what the jury was doing at an instant of the edition; at most two statements.

    Args:
        session: for reading.
        edition_id: the scope.
        jury: what the log says until that instant, and since.
        rounds: of the jury.
        at: the instant.
    """
    shown = jury.open_of(rounds)
    concerned = shown | ({turn for turn, _, _ in jury.conflicts.values() if turn in rounds} - jury.frozen)
    plan = _plan(session, edition_id, concerned) if concerned else []
    visits = jury.visits(plan, shown)
    here = _here(session, edition_id, jury) if visits else set[int]()
    return Turns(
        visits=visits,
        silent=sorted(jury.silent(visits, at) & here),
        late=sorted(jury.late(visits, at) & here),
        given_up=given_up(jury, plan, rounds),
        conflicts=jury.conflicts,
        are_jurors_known=jury.is_plan_known(visits, shown),
    )


def _plan(session: Session, edition_id: int, rounds: set[int]) -> list[Kept]:
    columns = (Visit.id, Visit.round_id, Visit.juror_id, Visit.team_id, Visit.slot, Visit.announced, Visit.jury_room_id)
    wanted = select(*columns).where(Visit.edition_id == edition_id, Visit.round_id.in_(rounds))
    return [Kept(*row) for row in session.execute(wanted.order_by(Visit.id))]


def _here(session: Session, edition_id: int, jury: Jury) -> set[int]:
    rows = session.execute(select(Juror.id, Juror.absent, Juror.set_aside).where(Juror.edition_id == edition_id))
    return {key for key, absent, aside in rows if jury.was_here(key, absent=absent, aside=aside)}
