"""Acts on rounds: plan, open, freeze."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, or_, select

from challenge.judging.cuts import is_waiting
from challenge.judging.events import RoundFrozen, RoundOpened, RoundPlanned, VisitWithdrawn
from challenge.judging.floor import floor
from challenge.judging.freezing import take_ranking
from challenge.judging.models import (
    CONFLICT,
    FROZEN,
    JURY,
    OPEN,
    PANELS,
    PLANNED,
    ROOMS,
    Juror,
    Round,
    Visit,
    VisitEdit,
)
from challenge.judging.moving import renumber
from challenge.judging.planning import Given, given, new_visits, visit_rows, visits_missing
from challenge.judging.preparing import locked_round, prepare
from challenge.judging.reasoning import drop_idle_decisions
from challenge.judging.seating import add_sittings, plan_floor
from challenge.judging.snapshots import LEAST_VISITS
from challenge.kernel.errors import Conflict, Invalid, Late
from challenge.kernel.work import Work

MOST_VISITS = 30


def plan_round(work: Work, code: str, visits_per_team: int) -> dict[str, Any]:
    """Plan a round's visits: no conflict of interest, no juror beyond their capacity, even and mixed.

    Before the round opens a plan replaces the one before it. In an open round visits stay where they are, except those
    that jurors who are absent or set aside still had; what is missing is added, for sheets that are set aside too: in
    slots that are free from now on, after the last one only where none is.
    What a conflict of interest took away is planned anew for others. Where teams come to rooms, the number is that of
    sittings, each before one room (`seating.plan_floor`).

    Returns:
        `visits` planned now, `missing` that capacities and conflicts left no room for; of rooms more.

    Raises:
        Invalid("judging.visits_per_team"): not 1 to 30.
        Late("judging.frozen"): the round is over.
        Conflict("judging.nobody"): no teams or no jurors yet.
        Conflict("judging.no_rooms"): teams come to rooms, and nobody who is here sits in one.
    """
    if not 1 <= visits_per_team <= MOST_VISITS:
        raise Invalid("judging.visits_per_team", "visits_per_team", most=MOST_VISITS)
    prepare(work)
    turn = locked_round(work, code)
    if turn.state == FROZEN:
        raise Late("judging.frozen")
    planned = plan_locked(work, turn, visits_per_team)
    if planned is None:
        raise Conflict("judging.no_rooms" if turn.mode == ROOMS else "judging.nobody")
    return planned


def plan_locked(work: Work, turn: Round, visits_per_team: int, *, are_visits: bool = False) -> dict[str, Any] | None:
    """Plan a locked round; None when there is nobody to judge or to be judged.

    The number is that of sittings where teams come to rooms, unless `are_visits` says that they are to bring so many.
    """
    stays = turn.mode == ROOMS and turn.state == OPEN
    before = floor(work.session, turn, work.now) if stays else None
    _clear(work, turn)
    if turn.mode == ROOMS:
        seated = plan_floor(work, turn, visits_per_team, before, are_visits=are_visits)
        if seated is not None:
            work.emit(RoundPlanned(round_id=turn.id, visits=_visits(work, turn)))
        return seated
    found = given(work.session, turn)
    if not found.teams or not found.jurors:
        return None
    pairs = new_visits(found, visits_per_team)
    _put(work, turn, found, pairs)
    work.emit(RoundPlanned(round_id=turn.id, visits=len(found.kept) + len(pairs)))
    missing = sum(visits_missing(found, visits_per_team).values()) - len(pairs)
    return {"visits": len(pairs), "missing": max(0, missing)}


def _put(work: Work, turn: Round, found: Given, pairs: Sequence[tuple[str, str]]) -> None:
    """Add visits to the plan, in slots that are free; nobody else's visit moves, the order of their jurors' follows."""
    if not pairs:
        return
    work.session.execute(insert(Visit), visit_rows(found, turn, pairs, work.now))
    if found.kept:
        sent = {ref for ref, _ in pairs}
        renumber(work, turn.id, {one.id for one in found.jurors if one.ref in sent})


def _clear(work: Work, turn: Round) -> None:
    waiting = delete(Visit).where(Visit.round_id == turn.id, Visit.state == PLANNED)
    if turn.state == OPEN:
        # A visit that a present juror may be typing into must not vanish under their thumb.
        gone = select(Juror.id).where(
            Juror.edition_id == turn.edition_id, or_(Juror.absent.is_(True), Juror.set_aside.is_(True))
        )
        waiting = waiting.where(Visit.juror_id.in_(gone))
    work.session.execute(waiting.execution_options(synchronize_session=False))
    _clear_conflicts(work, turn)
    drop_idle_decisions(work)


def _clear_conflicts(work: Work, turn: Round) -> None:
    """Take visits that a conflict of interest took away off the plan, or what is planned for them would come twice.

    One that had a sheet once stays, for its history.
    """
    told = select(VisitEdit.visit_id).join(Visit, Visit.id == VisitEdit.visit_id).where(Visit.round_id == turn.id)
    wanted = select(Visit.id, Visit.juror_id, Visit.team_id).where(Visit.round_id == turn.id, Visit.state == CONFLICT)
    rows = work.session.execute(wanted.where(Visit.id.not_in(told)).order_by(Visit.id)).all()
    gone = delete(Visit).where(Visit.id.in_([row.id for row in rows]))
    work.session.execute(gone.execution_options(synchronize_session=False))
    for row in rows:
        who = {"juror_id": row.juror_id, "team_id": row.team_id}
        work.emit(VisitWithdrawn(visit_id=row.id, round_id=turn.id, **who))


def open_round(work: Work, code: str) -> dict[str, Any]:
    """Let jurors mark; a round of theirs that nobody planned gets three visits per team first. An open one stays open.

    Raises:
        Late("judging.frozen"): the round is over.
        Conflict("judging.round_waits"): a round between the first and the finals whose teams are not announced.
    """
    prepare(work)
    turn = locked_round(work, code, PANELS)
    if turn.state == FROZEN:
        raise Late("judging.frozen")
    _refuse_waiting(work, turn)
    if turn.state == PLANNED:
        if turn.panel == JURY and not _visits(work, turn):
            plan_locked(work, turn, turn.visits_per_team or LEAST_VISITS, are_visits=True)
        turn.state, turn.opened_at = OPEN, work.now
        work.emit(RoundOpened(round_id=turn.id))
    return {"round": code, "state": OPEN}


def add_visits(work: Work, code: str, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Add visits to a round that is planned or open: a wave, or a single one; all others stay where they are.

    They lie in slots that are free from now on, after the last one only where none is.

    Pairs that have become impossible meanwhile (met, a conflict of interest, no capacity, absent) are passed over.

    Args:
        work: by the desk.
        code: the round.
        pairs: (number of the juror, code of the team); (name of the room, code of the team) where teams come to rooms.

    Returns:
        `visits` added, `dropped` that were passed over; of rooms `sittings` too.

    Raises:
        Late("judging.frozen"): the round is over.
    """
    prepare(work)
    turn = locked_round(work, code)
    if turn.state == FROZEN:
        raise Late("judging.frozen")
    if turn.mode == ROOMS:
        added = add_sittings(work, turn, pairs)
        if added["visits"]:
            work.emit(RoundPlanned(round_id=turn.id, visits=_visits(work, turn)))
        return added
    found = given(work.session, turn)
    possible = _possible(found, pairs)
    if possible:
        _put(work, turn, found, possible)
        work.emit(RoundPlanned(round_id=turn.id, visits=len(found.kept) + len(possible)))
    return {"visits": len(possible), "dropped": len(pairs) - len(possible)}


def _possible(found: Given, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    met = {(juror, team) for juror, team, _, _ in found.kept}
    used = Counter(juror for juror, _, state, _ in found.kept if state != CONFLICT)
    room = {one.ref: one.capacity - used[one.ref] for one in found.jurors if not (one.absent or one.set_aside)}
    codes = {team.code for team in found.teams}
    possible = []
    for juror, team in dict.fromkeys(pairs):
        if team in codes and (juror, team) not in met | found.barred and room.get(juror, 0) > 0:
            room[juror] -= 1
            possible.append((juror, team))
    return possible


def _visits(work: Work, turn: Round) -> int:
    return work.session.execute(select(func.count()).select_from(Visit).where(Visit.round_id == turn.id)).scalar_one()


def freeze_round(work: Work, code: str) -> dict[str, Any]:
    """End a round; of the jury's the ranking is taken. A frozen one stays as it is.

    Raises:
        Conflict("judging.round_waits"): a round between the first and the finals whose teams are not announced.
    """
    prepare(work)
    turn = locked_round(work, code, PANELS)
    _refuse_waiting(work, turn)
    if turn.state != FROZEN:
        turn.state, turn.frozen_at = FROZEN, work.now
        if turn.panel == JURY:
            take_ranking(work, turn.id)
        work.emit(RoundFrozen(round_id=turn.id))
    return {"round": code, "state": FROZEN}


def _refuse_waiting(work: Work, turn: Round) -> None:
    if is_waiting(work.session, turn):
        raise Conflict("judging.round_waits")
