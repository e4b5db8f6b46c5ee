"""Acts on the jury's rooms: naming them, seating jurors, spreading them, and whether teams come to them in a round."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, select, update

from challenge.judging.events import JurorSeated, JurorsSpread, JuryRoomChanged, RoundModeSet, RoundPlanned
from challenge.judging.models import JURY, OPEN, PLANNED, ROOMS, STANDS, Juror, JuryRoom, Visit
from challenge.judging.preparing import locked_round, prepare
from challenge.judging.queries import jurors
from challenge.judging.reasoning import drop_idle_decisions
from challenge.judging.rules.spreading import Sitter, spread
from challenge.judging.sittings import jury_rooms
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.organisations.models import Participation

MOST_ROOMS = 60
NAME_MOST = 40


def add_room(work: Work, name: str) -> dict[str, Any]:
    """Name a room.

    Raises:
        Invalid("text.missing"), Invalid("text.too_long"): the name, of at most 40 characters.
        Conflict("judging.room_known"): there is one of this name.
        Conflict("judging.rooms_many"): there are 60.
    """
    prepare(work)
    known = jury_rooms(work.session, work.edition_id)
    words = _name(name, known)
    if len(known) >= MOST_ROOMS:
        raise Conflict("judging.rooms_many", "name", most=MOST_ROOMS)
    place = max((one.place for one in known), default=0) + 1
    row = work.add(JuryRoom(edition_id=work.edition_id, place=place, name=words))
    work.emit(JuryRoomChanged(room_id=row.id, change="added"))
    return {"room": row.public_id, "name": words}


def rename_room(work: Work, room: str, name: str) -> dict[str, Any]:
    """Give a room another name; sittings and jurors stay in it.

    Raises:
        NotFound("judging.room"): no such room. And the codes of `add_room`.
    """
    row = _room(work, room)
    words = _name(name, [one for one in jury_rooms(work.session, work.edition_id) if one.id != row.id])
    if row.name != words:
        row.name = words
        work.emit(JuryRoomChanged(room_id=row.id, change="renamed"))
    return {"room": row.public_id, "name": words}


def drop_room(work: Work, room: str) -> dict[str, Any]:
    """Take a room away; whoever sat in it sits in none.

    Raises:
        NotFound("judging.room"): no such room.
        Conflict("judging.room_used"): a team comes or came to it.
    """
    row = _room(work, room)
    used = select(func.count()).select_from(Visit).where(Visit.jury_room_id == row.id)
    if work.session.execute(used).scalar_one():
        raise Conflict("judging.room_used", "room", room=row.name)
    leave = update(Juror).where(Juror.jury_room_id == row.id).values(jury_room_id=None)
    work.session.execute(leave.execution_options(synchronize_session=False))
    work.session.execute(delete(JuryRoom).where(JuryRoom.id == row.id))
    work.emit(JuryRoomChanged(room_id=row.id, change="dropped"))
    return {"name": row.name}


def seat_juror(work: Work, juror: str, room: str) -> dict[str, Any]:
    """Let a juror sit in a room, or in none for "".

    What is planned stays as it is: the next plan of an open round lets them join sittings to come, and leave others.

    Args:
        work: by the desk.
        juror: outside name.
        room: outside name.

    Raises:
        NotFound("judging.room"), Invalid("judging.juror_unknown"): no such room or juror.
    """
    prepare(work)
    target = _room(work, room) if room else None
    wanted = select(Juror).where(Juror.edition_id == work.edition_id, Juror.panel == JURY, Juror.public_id == juror)
    row = work.session.execute(wanted.with_for_update()).scalar_one_or_none()
    if row is None:
        raise Invalid("judging.juror_unknown", "juror")
    room_id = target.id if target else None
    if row.jury_room_id != room_id:
        row.jury_room_id = room_id
        work.emit(JurorSeated(juror_id=row.id, room_id=room_id))
    return {"juror": row.ref, "room": target.name if target else ""}


def spread_jurors(work: Work, count: int) -> dict[str, Any]:
    """Spread the jurors who are here over the first so many rooms: even sizes, mixed fields and organisations.

    Missing rooms are created and called by a number. Everybody is seated anew; whoever is absent, set aside or makes no
    visits keeps their seat.

    Args:
        work: by the desk.
        count: rooms, 1 to 60.

    Raises:
        Invalid("judging.room_count"): not 1 to 60.
        Conflict("judging.nobody"): no juror is here.
    """
    if not 1 <= count <= MOST_ROOMS:
        raise Invalid("judging.room_count", "count")
    prepare(work)
    people = jurors(work.session, work.edition_id)
    here = [one for one in people if one.capacity and not (one.absent or one.set_aside)]
    if not here:
        raise Conflict("judging.nobody")
    _make_rooms(work, count)
    rooms = jury_rooms(work.session, work.edition_id)[:count]
    houses = _houses(work)
    sitters = [Sitter(one.ref, one.domain, houses.get(one.organisation_id or 0, "")) for one in here]
    seat = {ref: room.id for room, own in zip(rooms, spread(sitters, count), strict=True) for ref in own}
    for one in here:
        one.jury_room_id = seat[one.ref]
    work.session.flush()
    work.emit(JurorsSpread(rooms=count, jurors=len(here)))
    return {"rooms": count, "jurors": len(here)}


def set_mode(work: Work, code: str, mode: str) -> dict[str, Any]:
    """Say who walks in a round: jurors from table to table, or teams from room to room.

    It may not have begun, unless it opened without a visit. A plan of the other kind is cleared.

    Returns:
        `round`, `mode`, and `cleared` visits that were planned.

    Raises:
        Invalid("judging.mode"): neither stands nor rooms.
        NotFound("judging.round"): no such round of the jury.
        Conflict("judging.mode_late"): the round has begun.
    """
    if mode not in (STANDS, ROOMS):
        raise Invalid("judging.mode", "mode")
    prepare(work)
    turn = locked_round(work, code)
    if turn.mode == mode:
        return {"round": code, "mode": mode, "cleared": 0}
    counted = select(func.count()).select_from(Visit).where(Visit.round_id == turn.id)
    cleared = work.session.execute(counted).scalar_one()
    if turn.state != PLANNED and (turn.state != OPEN or cleared):
        raise Conflict("judging.mode_late", "mode")
    turn.mode = mode
    turn.version += 1
    off = delete(Visit).where(Visit.round_id == turn.id)
    work.session.execute(off.execution_options(synchronize_session=False))
    drop_idle_decisions(work)
    work.emit(RoundModeSet(round_id=turn.id, mode=mode, cleared=cleared))
    if cleared:
        work.emit(RoundPlanned(round_id=turn.id, visits=0))
    return {"round": code, "mode": mode, "cleared": cleared}


def room_key(name: str) -> str:
    """Return what is the same for two names of one room: capitals do not matter."""
    return name.casefold()


def _name(name: str, others: Sequence[JuryRoom]) -> str:
    words = bounded(clean_line(name), "name", most=NAME_MOST)
    if any(room_key(one.name) == room_key(words) for one in others):
        raise Conflict("judging.room_known", "name", room=words)
    return words


def _room(work: Work, room: str) -> JuryRoom:
    prepare(work)  # the edition is locked: rooms are named one after the other
    wanted = select(JuryRoom).where(JuryRoom.edition_id == work.edition_id, JuryRoom.public_id == room)
    row = work.session.execute(wanted.with_for_update()).scalar_one_or_none()
    if row is None:
        raise NotFound("judging.room", "room")
    return row


def _make_rooms(work: Work, count: int) -> None:
    known = jury_rooms(work.session, work.edition_id)
    names = {one.name for one in known}
    number = 0
    for _ in range(count - len(known)):
        number = next(n for n in range(number + 1, MOST_ROOMS * 2 + 2) if str(n) not in names)
        add_room(work, str(number))


def _houses(work: Work) -> dict[int, str]:
    """Return by organisation what jurors of it have in common: its conflict group, else itself."""
    wanted = select(Participation.organisation_id, Participation.conflict_group)
    rows = work.session.execute(wanted.where(Participation.edition_id == work.edition_id))
    groups = {row.organisation_id: row.conflict_group for row in rows}
    wanted_all = select(Juror.organisation_id).where(Juror.edition_id == work.edition_id).distinct()
    own = [one for one in work.session.execute(wanted_all).scalars() if one is not None]
    return {one: f"group {groups[one]}" if groups.get(one) else f"organisation {one}" for one in own}
