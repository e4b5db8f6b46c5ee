"""Acts on what attendance stands on: half-days and badges."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, insert, select

from challenge.attendance.events import BadgesMade, HalfDaysDrawn, HalfDaySet
from challenge.attendance.half_days import Gathering, PlannedHalf, planned_halves
from challenge.attendance.models import AttendanceMark, Badge, HalfDay, RollCall
from challenge.attendance.rules import CODE_LENGTH
from challenge.editions.models import Edition
from challenge.kernel.clock import instant
from challenge.kernel.errors import Conflict, Invalid
from challenge.kernel.ids import ALPHABET
from challenge.kernel.work import Work
from challenge.people.models import Person
from challenge.schedule.queries import lines


def draw_half_days(work: Work) -> dict[str, Any]:
    """Let the half-days follow the schedule; return how many there are (`count`).

    Windows that an organiser moved stay; a half-day that the schedule lost goes, unless somebody was marked in it.
    """
    edition = work.session.get_one(Edition, work.edition_id)
    hall = ZoneInfo(edition.time_zone)
    gatherings = [
        Gathering(line.kind, line.audience, _wall(line.starts_at, hall), _wall(line.ends_at, hall))
        for line in lines(work.session, edition.id)
    ]
    plan = planned_halves(gatherings, edition.starts_on)
    known = {row.number: row for row in _rows(work)}
    for one in plan:
        _follow(work, known.pop(one.number, None), one, edition.time_zone)
    _drop(work, list(known.values()))
    work.session.flush()
    work.emit(HalfDaysDrawn(count=len(plan)))
    return {"count": len(plan)}


def _wall(moment: datetime, hall: ZoneInfo) -> datetime:
    return moment.astimezone(hall).replace(tzinfo=None)


def _rows(work: Work) -> list[HalfDay]:
    wanted = select(HalfDay).where(HalfDay.edition_id == work.edition_id).order_by(HalfDay.number)
    return list(work.session.execute(wanted.with_for_update()).scalars())


def _follow(work: Work, row: HalfDay | None, plan: PlannedHalf, zone: str) -> None:
    if row is not None and row.edited:
        return
    moments = {
        "opens_at": instant(plan.opens, zone),
        "late_from": instant(plan.late_from, zone),
        "closes_at": instant(plan.closes, zone),
    }
    if row is None:
        row = HalfDay(edition_id=work.edition_id, number=plan.number, version=1, edited=False)
        work.session.add(row)
    row.day, row.part = plan.day, plan.part.value
    for name, moment in moments.items():
        setattr(row, name, moment)


def _drop(work: Work, rows: Sequence[HalfDay]) -> None:
    ids = [row.id for row in rows]
    used = select(AttendanceMark.half_day_id).where(AttendanceMark.half_day_id.in_(ids)).distinct()
    kept = set(work.session.execute(used).scalars())
    for row in rows:
        if row.id not in kept:
            work.session.delete(row)


def set_half_day(
    work: Work, half_day_id: int, *, opens: datetime, late_from: datetime, closes: datetime, version: int
) -> dict[str, Any]:
    """Move the window of a half-day. Marks that are there stay as they are.

    Args:
        work: by an organiser.
        half_day_id: of the work's edition.
        opens: wall time of the hall from which scans belong to it.
        late_from: wall time from which somebody is late.
        closes: wall time from which nobody is scanned for it.
        version: as the organiser saw it.

    Raises:
        NotFound("work.absent"): absent or another edition's.
        Conflict("attendance.changed"): somebody else moved it since.
        Invalid("attendance.window"): not in the order of time.
    """
    row = work.own(HalfDay, half_day_id)
    if row.version != version:
        raise Conflict("attendance.changed")
    if not opens < late_from <= closes:
        raise Invalid("attendance.window", "late_from")
    zone = work.session.get_one(Edition, work.edition_id).time_zone
    row.opens_at, row.late_from = instant(opens, zone), instant(late_from, zone)
    row.closes_at = instant(closes, zone)
    row.edited, row.version = True, row.version + 1
    work.emit(HalfDaySet(half_day_id=row.id))
    return {"half": row.public_id, "version": row.version}


def make_badges(work: Work) -> dict[str, Any]:
    """Give everybody who has none a badge code; return how many were given (`count`).

    Codes are random, so that nobody can tell another's from their own, and drawn without doubles: the edition's row
    is held, two makers take turns.
    """
    work.locked(Edition, work.edition_id)
    bare = select(Person.id).outerjoin(Badge, Badge.person_id == Person.id)
    bare = bare.where(Person.edition_id == work.edition_id, Person.left_at.is_(None), Badge.person_id.is_(None))
    people = list(work.session.execute(bare.order_by(Person.id)).scalars())
    taken = set(work.session.execute(select(Badge.code).where(Badge.edition_id == work.edition_id)).scalars())
    rows = []
    for person_id in people:
        code = _fresh_code(taken)
        taken.add(code)
        rows.append({"person_id": person_id, "edition_id": work.edition_id, "code": code, "made_at": work.real})
    if rows:
        work.session.execute(insert(Badge), rows)
        work.emit(BadgesMade(count=len(rows)))
    return {"count": len(rows)}


def _fresh_code(taken: set[str]) -> str:
    while (code := "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))) in taken:
        pass
    return code


def forget_badge(work: Work, person_id: int) -> dict[str, Any]:
    """Give somebody another code: the lost badge says nothing any more."""
    work.session.execute(delete(Badge).where(Badge.person_id == person_id, Badge.edition_id == work.edition_id))
    return make_badges(work)


def forget_rolls(work: Work, until: datetime) -> None:
    """Forget which rolls were called up to an instant: other teams sit there now. What is known of persons stays."""
    called = (RollCall.edition_id == work.edition_id) & (RollCall.called_at <= until)
    work.session.execute(delete(RollCall).where(called))
