"""Changing the plan of tables: moving and swapping teams, other coaches, another hall; each change can be undone."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, select

from challenge.editions.models import Edition
from challenge.kernel.errors import Conflict, Invalid, NotFound
from challenge.kernel.ids import token_hash
from challenge.kernel.text import bounded, clean_line
from challenge.kernel.work import Work
from challenge.teams.models import HallZone, TableMove, Team
from challenge.teams.rehousing import rehoused
from challenge.teams.seating import seated
from challenge.teams.seats import Place, Zone
from challenge.teams.table_events import HallDescribed, TeamCoached, TeamSeated
from challenge.teams.tables import Plan, Seat, plan_of

_TABLE = re.compile(r"\s*([A-Za-z]{1,4})\s*0*([1-9]\d{0,2})\s*")
Places = Mapping[int, Place]
"""New places by team."""


def move_team(work: Work, code: str, table: str, *, reason: str, seen: str) -> dict[str, Any]:
    """Put a team at a free table, or let it change places with the team there; coaches stay with their teams.

    Args:
        work: by an organiser.
        code: the team's.
        table: "C12"; case, spaces and leading zeros do not matter.
        reason: kept with the change; may be empty.
        seen: `Plan.mark` of the plan the organiser had before them.

    Raises:
        Conflict("teams.tables_changed"): somebody changed the plan meanwhile.
        NotFound("web.absent"): no such team.
        Invalid("teams.table"): the hall has no such table. Invalid("teams.table_same"): it sits there already.
    """
    plan = _plan(work, seen)
    seat = _seat(plan, code)
    zone, table_no = _table(plan, table)
    target = Place(zone, table_no, seat.place.coach_id)
    if target == seat.place:
        raise Invalid("teams.table_same", "table", table=target.code)
    new = {seat.team_id: target}
    for other in plan.at.get(target.code, [])[:1]:
        new[other.team_id] = Place(seat.place.zone, seat.place.table_no, other.place.coach_id)
    return _put(work, plan, new, reason)


def coach_team(work: Work, code: str, coach_id: int, *, reason: str, seen: str) -> dict[str, Any]:
    """Give a team another coach; 0 for none.

    Raises:
        Invalid("teams.coach"): no coach of this edition. Invalid("teams.coach_same"): it is theirs already.
        Those of `move_team`.
    """
    plan = _plan(work, seen)
    seat = _seat(plan, code)
    if coach_id and coach_id not in {coach.account_id for coach in plan.coaches}:
        raise Invalid("teams.coach", "coach")
    if (seat.place.coach_id or 0) == coach_id:
        raise Invalid("teams.coach_same", "coach")
    place = Place(seat.place.zone, seat.place.table_no, coach_id or None)
    return _put(work, plan, {seat.team_id: place}, reason)


def undo_change(work: Work, *, seen: str) -> dict[str, Any]:
    """Take the last change back that was not taken back yet; codes that people know by now stay.

    Raises:
        Conflict("teams.nothing_to_undo"): there is none. Conflict("teams.tables_changed"): see `move_team`.
        Conflict("teams.table_taken"): the hall has no such table any more, or it is another team's.
    """
    plan = _plan(work, seen)
    standing = select(TableMove).where(TableMove.edition_id == work.edition_id, TableMove.undone_at.is_(None))
    rows = list(work.session.execute(standing.order_by(TableMove.step.desc(), TableMove.id)).scalars())
    last = [row for row in rows if row.step == rows[0].step]
    if not last:
        raise Conflict("teams.nothing_to_undo")
    new = {row.team_id: Place(row.from_zone, row.from_table, row.from_coach) for row in last}
    staying = {seat.place.code for seat in plan.seats if seat.team_id not in new}
    if any(place.code in staying or not _exists(plan.hall, place) for place in new.values()):
        raise Conflict("teams.table_taken")
    for row in last:
        row.undone_at = work.now
    return _apply(work, plan, new)


def seat_again(work: Work, *, seen: str) -> dict[str, Any]:
    """Seat all teams anew by their wishes, as `proposed` shows it; only before students see where they sit.

    Raises:
        Conflict("teams.tables_public"): they see it. Conflict("teams.tables_changed"): see `move_team`.
    """
    plan = _plan(work, seen)
    if plan.is_public:
        raise Conflict("teams.tables_public")
    return _put(work, plan, proposed(plan), "")


def proposed(plan: Plan) -> dict[int, Place]:
    """Return where all teams would sit by their wishes; the order hangs on names that tell nothing of problems."""
    order = sorted(plan.seats, key=lambda seat: token_hash(seat.public_id))
    places = seated([seat.group for seat in order], plan.coaches, plan.hall)
    return {seat.team_id: place for seat, place in zip(order, places, strict=True)}


def describe_hall(work: Work, zones: Sequence[Zone], *, seen: str, sure: bool) -> dict[str, Any]:
    """Set the zones of the hall; teams whose table it takes away move to the nearest that suits them.

    Args:
        work: by an organiser.
        zones: checked, in their order.
        seen: see `move_team`.
        sure: the organiser has seen who moves, see `displaced`; without it nothing is moved.

    Raises:
        Conflict("teams.hall_moves"): teams would move and it was not agreed to; says how many.
        Invalid("teams.hall_small"): more teams than tables. Conflict("teams.tables_changed"): see `move_team`.
    """
    plan = _plan(work, seen)
    new = displaced(plan, zones)
    if new and not sure:
        raise Conflict("teams.hall_moves", None, count=len(new))
    work.session.execute(delete(HallZone).where(HallZone.edition_id == work.edition_id))
    for place, zone in enumerate(zones):
        work.session.add(
            HallZone(
                edition_id=work.edition_id,
                place=place,
                code=zone.code,
                name=zone.name,
                tables=zone.tables,
                accessible=sorted(zone.accessible),
                is_remote=zone.is_remote,
            )
        )
    work.emit(HallDescribed(zones=len(zones), tables=sum(zone.tables for zone in zones)))
    return _put(work, plan, new, "") if new else {"moved": 0}


def displaced(plan: Plan, zones: Sequence[Zone]) -> dict[int, Place]:
    """Return where teams would go whose table another hall does not have; everybody else stays.

    Raises:
        Invalid("teams.hall_small"): more teams than tables.
    """
    if len(plan.seats) > sum(zone.tables for zone in zones):
        raise Invalid("teams.hall_small", None, teams=len(plan.seats), tables=sum(zone.tables for zone in zones))
    places = [seat.place if _exists(zones, seat.place) else None for seat in plan.seats]
    found = rehoused([seat.group for seat in plan.seats], places, [seat.place.coach_id for seat in plan.seats], zones)
    return {plan.seats[index].team_id: place for index, place in found.items()}


def _exists(hall: Sequence[Zone], place: Place) -> bool:
    return any(zone.code == place.zone and place.table_no <= zone.tables for zone in hall)


def _plan(work: Work, seen: str) -> Plan:
    """Return the plan, held still: whoever changes tables or teams holds the edition."""
    work.locked(Edition, work.edition_id)
    plan = plan_of(work.session, work.edition_id)
    if plan.mark != seen:
        raise Conflict("teams.tables_changed")
    return plan


def _seat(plan: Plan, code: str) -> Seat:
    seat = plan.by_code.get(code.strip().upper())
    if seat is None:
        raise NotFound("teams.absent", "team")
    return seat


def _table(plan: Plan, text: str) -> tuple[str, int]:
    found = _TABLE.fullmatch(text)
    place = Place(found[1].upper(), int(found[2]), None) if found else None
    if place is None or not _exists(plan.hall, place):
        raise Invalid("teams.table", "table", table=text[:12])
    return place.zone, place.table_no


def _put(work: Work, plan: Plan, new: Places, reason: str) -> dict[str, Any]:
    """Keep who goes where, by whom and why, and do it; teams that stay leave no trace."""
    before = {seat.team_id: seat.place for seat in plan.seats}
    changed = {team_id: place for team_id, place in new.items() if before[team_id] != place}
    words = bounded(clean_line(reason), "reason", most=200, required=False)
    last = select(func.max(TableMove.step)).where(TableMove.edition_id == work.edition_id)
    step = (work.session.execute(last).scalar() or 0) + 1
    for team_id, place in changed.items():
        work.session.add(
            TableMove(
                edition_id=work.edition_id,
                step=step,
                team_id=team_id,
                from_zone=before[team_id].zone,
                from_table=before[team_id].table_no,
                from_coach=before[team_id].coach_id,
                to_zone=place.zone,
                to_table=place.table_no,
                to_coach=place.coach_id,
                reason=words,
                moved_by=work.actor.account_id,
                moved_at=work.now,
            )
        )
    return _apply(work, plan, changed)


def _apply(work: Work, plan: Plan, new: Places) -> dict[str, Any]:
    """Change the teams and tell it. A code follows the table until the staff knows it; from then on it is a name."""
    before = {seat.team_id: seat for seat in plan.seats}
    rows = {row.id: row for row in work.session.execute(select(Team).where(Team.id.in_(new))).scalars()}
    free = [team_id for team_id in new if not before[team_id].is_known]
    for team_id in free:
        rows[team_id].code = f"~{team_id}"
    work.session.flush()
    held = set(work.session.execute(select(Team.code).where(Team.edition_id == work.edition_id)).scalars())
    for team_id, place in new.items():
        row, seat = rows[team_id], before[team_id]
        row.zone, row.table_no, row.coach_id = place.zone, place.table_no, place.coach_id
        if team_id in free:
            row.code = place.code if place.code not in held else seat.code
        if (place.zone, place.table_no) != (seat.place.zone, seat.place.table_no):
            work.emit(TeamSeated(team_id=team_id, zone=place.zone, table_no=place.table_no))
        if place.coach_id != seat.place.coach_id:
            former = seat.place.coach_id or 0
            work.emit(TeamCoached(team_id=team_id, coach_id=place.coach_id or 0, former_id=former))
    return {"moved": len(new)}
