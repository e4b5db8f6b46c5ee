"""How a mark is written: one row per person and half-day, what it said before beside it, a fact for each change."""

from collections.abc import Sequence

from sqlalchemy import select

from challenge.attendance import rules
from challenge.attendance.events import MarkChanged, MarkMade
from challenge.attendance.models import AttendanceEdit, AttendanceMark
from challenge.attendance.rules import Entry, Held, Method, Outcome, State
from challenge.kernel.work import Work
from challenge.people.models import Person


def hold_people(work: Work, person_ids: Sequence[int]) -> None:
    """Let two lanes that see one person take turns; in one order for all, so that two rolls never wait in a circle.

    The mark is read afterwards: the one that waited must see what the other has written.
    """
    wanted = select(Person.id).where(Person.edition_id == work.edition_id, Person.id.in_(person_ids))
    work.session.execute(wanted.order_by(Person.id).with_for_update(key_share=True)).all()


def marks_of(work: Work, half_day_id: int, person_ids: Sequence[int]) -> dict[int, AttendanceMark]:
    """Return the marks that some people have in a half-day, by person."""
    wanted = select(AttendanceMark).where(
        AttendanceMark.half_day_id == half_day_id, AttendanceMark.person_id.in_(person_ids)
    )
    return {row.person_id: row for row in work.session.execute(wanted).scalars()}


def put_mark(
    work: Work, half_day_id: int, person_id: int, mark: AttendanceMark | None, entry: Entry, *, reason: str = ""
) -> tuple[Outcome, AttendanceMark]:
    """Write what an entry does to a mark, with its history and its fact; return what it did and the mark that holds."""
    held = Held(State(mark.state), Method(mark.method), mark.at, mark.version) if mark else None
    outcome = rules.decide(held, entry)
    if mark is None:
        made = _made(work, half_day_id, person_id, entry)
        if reason:
            _keep_history(work, made, entry, (outcome, reason), before="")
        return outcome, made
    if outcome is not Outcome.ALREADY:
        _keep_history(work, mark, entry, (outcome, reason), before=mark.state)
    if outcome is Outcome.CHANGED:
        _change(work, mark, entry)
    return outcome, mark


def _made(work: Work, half_day_id: int, person_id: int, entry: Entry) -> AttendanceMark:
    mark = AttendanceMark(
        half_day_id=half_day_id,
        person_id=person_id,
        edition_id=work.edition_id,
        state=entry.state.value,
        method=entry.method.value,
        at=entry.at,
        recorded_by=work.actor.account_id,
        recorded_at=work.real,
        version=1,
    )
    # Not flushed one by one: a roll's marks go to the database together, and one fact tells of all of them.
    work.session.add(mark)
    if entry.method is not Method.ROLL:
        work.emit(MarkMade(half_day_id=half_day_id, person_id=person_id, state=mark.state, method=mark.method))
    return mark


def _keep_history(work: Work, mark: AttendanceMark, entry: Entry, said: tuple[Outcome, str], *, before: str) -> None:
    """Keep what stood before an entry; "" when it was the first word and came with a reason."""
    outcome, reason = said
    work.session.add(
        AttendanceEdit(
            edition_id=work.edition_id,
            half_day_id=mark.half_day_id,
            person_id=mark.person_id,
            before=before,
            before_method=mark.method if before else "",
            before_by=mark.recorded_by if before else 0,
            before_at=mark.at,
            state=entry.state.value,
            method=entry.method.value,
            outcome=outcome.value,
            reason=reason,
            changed_by=work.actor.account_id,
            changed_at=work.now,
        )
    )


def _change(work: Work, mark: AttendanceMark, entry: Entry) -> None:
    before, mark.state = mark.state, entry.state.value
    mark.method, mark.at = entry.method.value, entry.at
    mark.recorded_by, mark.recorded_at = work.actor.account_id, work.real
    mark.version += 1
    work.emit(
        MarkChanged(
            half_day_id=mark.half_day_id,
            person_id=mark.person_id,
            before=before,
            state=mark.state,
            method=mark.method,
        )
    )
