"""What judging brings before the organisers: silent and late jurors, visits that a conflict took, empty rooms."""

from collections.abc import Iterator

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from challenge.editions.attention import Scope, Watch
from challenge.editions.models import Edition
from challenge.judging.coverage import silent_jurors
from challenge.judging.cuts import entrants
from challenge.judging.models import CONFLICT, FROZEN, JURY, OPEN, PLANNED, ROOMS, Juror, Round, Visit
from challenge.judging.patience import Patience, patience_of
from challenge.judging.withdrawn import withdrawn_teams

HERE = (Juror.absent.is_(False), Juror.set_aside.is_(False))


def watches(session: Session, scope: Scope) -> Iterator[Watch]:
    """Say what is watched; rounds that are not over and the desk's patience are one statement."""
    is_on = and_(Round.edition_id == Edition.id, Round.panel == JURY, Round.state != FROZEN)
    has_visits = exists().where(Visit.round_id == Round.id)
    wanted = select(Edition.settings, Round, has_visits).outerjoin(Round, is_on).where(Edition.id == scope.edition_id)
    rows = session.execute(wanted).all()
    patience = patience_of(rows[0][0]) if rows else Patience()
    yield _silent(scope, patience)
    yield _given_up(scope)
    turns = [(turn, is_planned) for _, turn, is_planned in rows if turn is not None]
    empty = sum(turn.mode == ROOMS and not is_planned and _is_due(session, turn) for turn, is_planned in turns)
    yield Watch("judging.rooms_empty", "desk/judging/rooms", empty, is_urgent=True)
    missed = [
        (turn.id, patience.last_missed(turn.opened_at, turn.slot_min, scope.now))
        for turn, _ in turns
        if turn.state == OPEN
    ]
    behind = [and_(Visit.round_id == key, Visit.slot <= slot) for key, slot in missed if slot]
    if behind:
        late = select(func.count(Visit.juror_id.distinct())).join(Juror, Juror.id == Visit.juror_id)
        late = late.where(Visit.edition_id == scope.edition_id, Visit.state == PLANNED, or_(*behind), *HERE)
        yield Watch("judging.late", "desk/judging/itineraries?by=jurors", late, is_urgent=True)


def _is_due(session: Session, turn: Round) -> bool:
    """Return whether a round should have a plan: it is open, or it is known who comes to it."""
    return turn.state == OPEN or bool(entrants(session, turn))


def _silent(scope: Scope, patience: Patience) -> Watch:
    silent = silent_jurors(scope.edition_id, patience.silent_since(scope.now)).subquery()
    counted = select(func.count()).select_from(silent)
    return Watch("judging.silent", "desk/judging/jurors?only=silent", counted, is_urgent=True)


def _given_up(scope: Scope) -> Watch:
    """Count the visits that a conflict of interest took away and nobody has yet; none of rounds that are over.

    One of somebody in a room is missed by nobody, as long as others there mark the team.
    """
    other = aliased(Visit)
    same = (other.round_id == Visit.round_id, other.team_id == Visit.team_id)
    others = exists().where(*same, other.jury_room_id == Visit.jury_room_id, other.state != CONFLICT)
    counted = select(func.count()).select_from(Visit).join(Round, Round.id == Visit.round_id)
    counted = counted.where(Visit.edition_id == scope.edition_id, Visit.state == CONFLICT)
    counted = counted.where(Round.panel == JURY, Round.state != FROZEN)
    counted = counted.where(Visit.team_id.not_in(withdrawn_teams(scope.edition_id)))
    counted = counted.where(or_(Visit.jury_room_id.is_(None), ~others))
    return Watch("judging.conflict", "desk/judging/itineraries", counted, is_urgent=True)
